package dev.holdfast.repair;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.verify.VerifyReport;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;

/// What is damaged, and what is to be done about it.
///
/// @param verified what was looked at
/// @param lost packs that are there and damaged, and have no mark yet
/// @param missing packs that are not there
/// @param gone those of them that have no mark yet
/// @param marked packs that have a mark and are damaged
/// @param sound packs that have a mark and turned out to be as they were written
/// @param manifests damaged manifests of which this host has a copy
/// @param manifestsLost damaged manifests of which it has none
/// @param unreadable snapshots that cannot be restored, or not to the end, and why
/// @param files how many files of each snapshot cannot be restored; they came as findings
/// @param unindexed packs that a reindex would read, and unindexedBytes their size
public record RepairPlan(
        VerifyReport verified,
        List<Sha256> lost,
        long missing,
        List<Sha256> gone,
        long marked,
        List<Sha256> sound,
        SortedSet<SnapshotId> manifests,
        SortedSet<SnapshotId> manifestsLost,
        SortedMap<SnapshotId, String> unreadable,
        SortedMap<SnapshotId, Long> files,
        long unindexed,
        long unindexedBytes) {

    public RepairPlan {
        lost = List.copyOf(lost);
        gone = List.copyOf(gone);
        sound = List.copyOf(sound);
    }

    /// The packs to be marked as lost.
    public List<Sha256> unmarked() {
        return Stream.concat(lost.stream(), gone.stream()).toList();
    }

    /// Whether something cannot be restored.
    public boolean hasDamage() {
        return !verified.isClean();
    }
}
