package dev.holdfast.repository;

import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.crypto.SealedRange;

/// Neighbouring chunks of a pack as they are stored, for [OpenSnapshot#open].
public final class SealedChunks {

    private final SnapshotPack pack;
    private final int first;
    private final int count;
    private final SealedRange range;
    private final byte[] bytes;

    SealedChunks(SnapshotPack pack, int first, int count, SealedRange range, byte[] bytes) {
        this.pack = pack;
        this.first = first;
        this.count = count;
        this.range = range;
        this.bytes = bytes;
    }

    SnapshotPack pack() {
        return pack;
    }

    int first() {
        return first;
    }

    int count() {
        return count;
    }

    SealedRange range() {
        return range;
    }

    byte[] bytes() {
        return bytes;
    }

    /// Stored bytes, which it keeps in memory.
    public int size() {
        return bytes.length;
    }
}
