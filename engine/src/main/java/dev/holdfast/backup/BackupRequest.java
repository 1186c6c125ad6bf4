package dev.holdfast.backup;

import dev.holdfast.catalog.SourceKey;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.source.Source;

import java.util.Map;

/// What is to be backed up, and how.
///
/// @param key names the source: equal keys are one lineage
/// @param options canonical JSON of what decides which entries are in: excludes and such
/// @param version the Holdfast that does it
/// @param estimate learn how much there is to do, by a walk beside the backup if need be
/// @param decisions is told of every regular file
/// @param keys are asked for only if this host kept nothing of the last backup
public record BackupRequest(
        Source source,
        SourceKey key,
        String options,
        Map<String, String> tags,
        ChangeOptions changes,
        RunOptions run,
        String version,
        boolean estimate,
        Decisions decisions,
        Keys keys) {

    public BackupRequest {
        tags = Map.copyOf(tags);
    }
}
