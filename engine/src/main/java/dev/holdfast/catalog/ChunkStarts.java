package dev.holdfast.catalog;

import dev.holdfast.format.pack.ChunkLengths;
import dev.holdfast.format.pack.PackKind;

/// Where each chunk of one pack begins in its decoded chunks, and what kind they are.
final class ChunkStarts {

    private final PackKind kind;
    private final long[] starts;

    private ChunkStarts(PackKind kind, long[] starts) {
        this.kind = kind;
        this.starts = starts;
    }

    static ChunkStarts of(PackKind kind, ChunkLengths lengths) {
        var starts = new long[lengths.count() + 1];
        for (int i = 0; i < lengths.count(); i++) starts[i + 1] = starts[i] + lengths.length(i);
        return new ChunkStarts(kind, starts);
    }

    PackKind kind() {
        return kind;
    }

    boolean hasChunks(long first, long count) {
        return first >= 0 && count >= 1 && first < starts.length && count < starts.length - first;
    }

    long start(int chunk) {
        return starts[chunk];
    }

    /// Decoded bytes of `count` chunks from `first` on.
    long length(int first, int count) {
        return starts[first + count] - starts[first];
    }

    /// Bytes of memory.
    int weight() {
        return 64 + starts.length * Long.BYTES;
    }
}
