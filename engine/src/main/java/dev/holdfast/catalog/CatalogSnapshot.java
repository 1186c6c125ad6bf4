package dev.holdfast.catalog;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;

import java.time.Instant;

/// A snapshot that this host made, as far as the host remembers it without any key.
///
/// @param name for people: host and time
/// @param manifest SHA-256 of the stored manifest: the row is bound to this very commit
public record CatalogSnapshot(
        SnapshotId id,
        LineageId lineage,
        String name,
        SourceKey source,
        Instant startedAt,
        Instant finishedAt,
        Sha256 manifest,
        EntryCounts entries,
        Traffic traffic) {}
