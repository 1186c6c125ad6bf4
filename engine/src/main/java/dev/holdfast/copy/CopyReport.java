package dev.holdfast.copy;

import dev.holdfast.format.manifest.SnapshotId;

import java.util.List;

/// What a copy has done.
///
/// @param snapshots that the other repository did not have
/// @param present snapshots that it had already
/// @param marks pins and edited tags that it did not have
/// @param packs that were sent
/// @param bytes of blobs that were sent
/// @param shutOut snapshots that cannot be copied: a tombstone lies in their place there
public record CopyReport(
        int snapshots, int present, int marks, long packs, long bytes, List<SnapshotId> shutOut) {

    public CopyReport {
        shutOut = List.copyOf(shutOut);
    }
}
