package dev.holdfast.catalog;

import dev.holdfast.format.Sha256;

/// A whole stream of an archive: how many bytes it has, and their SHA-256.
public record StreamFacts(long length, Sha256 sha256) {

    public StreamFacts {
        Numbers.requireCounts(length);
    }
}
