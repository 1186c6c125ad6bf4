package dev.holdfast.backup;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.source.Notice;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What a backup has done.
///
/// @param name of the snapshot, for people
/// @param vanished earlier snapshots of the source that this host misses
/// @param allRead why everything was read, as half a sentence; null if it was not, or if this
///     is the first backup
/// @param referenceFailure why the next backup will read everything, null if it need not
/// @param freshBytes decoded bytes of chunks that the repository did not have
public record BackupSummary(
        StoredManifest manifest,
        String name,
        EntryCounts entries,
        ChangeCounts changes,
        Vanished vanished,
        @Nullable String allRead,
        @Nullable String referenceFailure,
        long readBytes,
        long freshBytes,
        long storedBytes,
        long packs,
        Duration time,
        List<Notice> notices) {

    public BackupSummary {
        notices = List.copyOf(notices);
    }

    /// Whether a restore would give back everything that was there.
    public boolean isWhole() {
        return notices.stream().noneMatch(notice -> notice.kind().isLoss());
    }
}
