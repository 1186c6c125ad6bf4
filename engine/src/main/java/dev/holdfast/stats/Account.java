package dev.holdfast.stats;

import org.jspecify.annotations.Nullable;

/// What was counted so far for some snapshots. For one thread.
///
/// Manifests are anybody's word: sums of what they say stop at the largest number.
final class Account {

    private long snapshots;
    private long logical;
    private long stored;
    private long freed;
    private long used;
    private long alone;

    void addSnapshot(long bytes) {
        snapshots++;
        logical = sum(logical, bytes);
    }

    /// Of a blob that it needs; `alone`, as far as is known.
    void addStored(long bytes, boolean alone) {
        stored = sum(stored, bytes);
        if (alone) freed = sum(freed, bytes);
    }

    /// A blob that was counted as needed by it alone is needed by others too.
    void shareStored(long bytes) {
        freed -= Math.min(freed, bytes);
    }

    void addChunk(int bytes, boolean alone) {
        used += bytes;
        if (alone) this.alone += bytes;
    }

    void shareChunk(int bytes) {
        alone -= bytes;
    }

    Cost cost(String name, boolean chunks) {
        Cost.@Nullable ChunkCost chunkCost = chunks ? new Cost.ChunkCost(used, alone) : null;
        return new Cost(name, snapshots, logical, stored, freed, chunkCost);
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
