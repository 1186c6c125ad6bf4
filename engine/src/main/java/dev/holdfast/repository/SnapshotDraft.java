package dev.holdfast.repository;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.SnapshotFacts;
import dev.holdfast.catalog.SnapshotNotice;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.catalog.StreamFacts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a backup knows of its snapshot when everything is stored and nothing is committed.
///
/// @param version the Holdfast that wrote it
/// @param options canonical JSON of what decided which entries are in
/// @param readBytes bytes of content read from the source
/// @param origin what it is a copy of, null for a backup
public record SnapshotDraft(
        SourceKey source,
        Instant startedAt,
        String version,
        int encoderVersion,
        String changeDetection,
        SnapshotFacts.@Nullable Reference reference,
        String options,
        StreamFacts metadata,
        StreamFacts checks,
        long logEnd,
        long liveBytes,
        EntryCounts entries,
        long readBytes,
        List<SnapshotNotice> notices,
        Map<String, String> tags,
        @Nullable SnapshotOrigin origin) {

    public SnapshotDraft {
        notices = List.copyOf(notices);
        tags = Map.copyOf(tags);
    }

    /// Of a backup.
    public SnapshotDraft(
            SourceKey source,
            Instant startedAt,
            String version,
            int encoderVersion,
            String changeDetection,
            SnapshotFacts.@Nullable Reference reference,
            String options,
            StreamFacts metadata,
            StreamFacts checks,
            long logEnd,
            long liveBytes,
            EntryCounts entries,
            long readBytes,
            List<SnapshotNotice> notices,
            Map<String, String> tags) {
        this(
                source,
                startedAt,
                version,
                encoderVersion,
                changeDetection,
                reference,
                options,
                metadata,
                checks,
                logEnd,
                liveBytes,
                entries,
                readBytes,
                notices,
                tags,
                null);
    }
}
