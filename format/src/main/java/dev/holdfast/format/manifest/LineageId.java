package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The snapshots of one source on one host: a random UUID that tells a store nothing else, or,
/// of copies, one that follows from the original.
public record LineageId(UUID value) {

    /// Of the UUIDs that [#ofCopy] makes; random ones are of version 4.
    private static final int COPY_VERSION = 8;

    public static LineageId random(RandomGenerator random) {
        return new LineageId(Uuids.random(random));
    }

    public static LineageId parse(String text) throws CorruptDataException {
        return new LineageId(Uuids.parse("lineage id", text));
    }

    /// The lineage that copies of `original`'s snapshots have in a repository with other keys
    /// than the one they are from: always the same, so that a copy is known without a key
    /// (docs/format/manifest.md, "Copies").
    public static LineageId ofCopy(RepositoryId from, LineageId original, RepositoryId to) {
        var text = "holdfast-copy-1 " + from + ' ' + original + ' ' + to;
        return new LineageId(Uuids.of(Sha256.hash(text.getBytes(StandardCharsets.US_ASCII))));
    }

    /// Whether it is of copies: no source goes on with it.
    public boolean isOfCopy() {
        return value.version() == COPY_VERSION;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
