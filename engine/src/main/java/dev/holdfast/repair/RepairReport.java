package dev.holdfast.repair;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/// What a repair has done.
///
/// @param marked packs that no writer relies on any more
/// @param unmarked packs that writers rely on again
/// @param manifests manifests that were put back from a copy
/// @param manifestsLeft those that could not be, and why
/// @param indexed packs that were read and taken into this host's catalog
/// @param unindexed packs that were read and not taken, and why
public record RepairReport(
        long marked,
        long unmarked,
        SortedSet<SnapshotId> manifests,
        SortedMap<SnapshotId, String> manifestsLeft,
        long indexed,
        List<Unindexed> unindexed) {

    public RepairReport {
        unindexed = List.copyOf(unindexed);
    }

    /// A pack that cannot be used.
    public record Unindexed(Sha256 pack, String why) {}
}
