package dev.holdfast.catalog;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What a snapshot says of itself: the one row of table `snapshot` in its database.
/// Specified in docs/format/snapshot-database.md. Times are kept to the microsecond.
///
/// @param name for people: host and time
/// @param version the Holdfast that wrote it
/// @param encoderVersion generation of the metadata encoder: equal sources make equal
///     metadata streams under one generation only
/// @param changeDetection how unchanged files were recognised
/// @param reference the snapshot whose payload log this one continues, if any
/// @param options canonical JSON of what decided which entries are in: excludes and such
/// @param logEnd first address of the payload log that nothing has taken
/// @param liveBytes bytes of the payload log that entries of this snapshot refer to
public record SnapshotFacts(
        SnapshotId id,
        RepositoryId repository,
        LineageId lineage,
        String name,
        SourceKey source,
        Instant startedAt,
        Instant finishedAt,
        String version,
        int encoderVersion,
        String changeDetection,
        @Nullable Reference reference,
        String options,
        StreamFacts metadata,
        long logEnd,
        long liveBytes,
        StreamFacts checks,
        EntryCounts entries,
        Traffic traffic) {

    public SnapshotFacts {
        Numbers.requireCounts(encoderVersion, logEnd, liveBytes);
    }

    /// Another snapshot, bound to the very metadata stream it had.
    public record Reference(SnapshotId snapshot, Sha256 metadata) {}
}
