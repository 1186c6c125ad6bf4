package dev.holdfast.archive;

import dev.holdfast.format.Sha256;

/// What a metadata or checks stream became: its length in bytes and its digest.
public record StoredStream(long length, Sha256 sha256) {}
