package dev.holdfast.stats;

import org.jspecify.annotations.Nullable;

/// What some snapshots cost together, in bytes.
///
/// @param logical what restoring each of them once would write
/// @param stored the packs they need, each counted once, and their databases and manifests
/// @param freed of these, what no other snapshot needs: gone when they are forgotten and
///     pruned, and no sooner
/// @param chunks what of `stored` is theirs, chunk by chunk; null if that was not asked for
public record Cost(
        String name,
        long snapshots,
        long logical,
        long stored,
        long freed,
        @Nullable ChunkCost chunks) {

    /// What others need as well, or what lies in one pack with it.
    public long shared() {
        return stored - freed;
    }

    /// The same, chunk by chunk.
    ///
    /// @param used stored bytes of the chunks that the snapshots need, each counted once
    /// @param alone of these, the chunks that no other snapshot needs
    public record ChunkCost(long used, long alone) {}
}
