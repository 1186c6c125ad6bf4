package dev.holdfast.backup;

import java.util.Map;

/// What a backup found changed.
///
/// @param files how many regular files there were of each [Change]; none where there is no entry
/// @param gone entries of the backup before that are not in this one
/// @param keptBytes content that was not read
public record ChangeCounts(Map<Change, Long> files, long gone, long keptBytes) {

    public ChangeCounts {
        files = Map.copyOf(files);
    }

    public long of(Change change) {
        return files.getOrDefault(change, 0L);
    }

    /// Files that were not read.
    public long unchanged() {
        return of(Change.NONE) + of(Change.METADATA);
    }

    public long fresh() {
        return of(Change.NEW);
    }

    /// Files that were there before and were read.
    public long changed() {
        return files.values().stream().mapToLong(Long::longValue).sum() - unchanged() - fresh();
    }
}
