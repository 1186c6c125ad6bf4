package dev.holdfast.prune;

import dev.holdfast.format.manifest.WriterId;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a prune has done.
///
/// @param deleted blobs that are gone now, with `deletedBytes`
/// @param spared condemned blobs that a snapshot needs after all
/// @param waiting blobs that stay condemned until `writers` have ended; a later prune deletes
///     them
/// @param writers runs that were under way when blobs were condemned, and still are
/// @param othersWaiting trash of other prunes that was left alone, because this store does not
///     let several of them agree
public record PruneReport(
        long deleted,
        long deletedBytes,
        long spared,
        long waiting,
        SortedSet<WriterId> writers,
        long othersWaiting) {

    public PruneReport {
        writers = Collections.unmodifiableSortedSet(new TreeSet<>(writers));
    }

    /// Whether nothing is left for a later prune.
    public boolean isDone() {
        return waiting == 0 && othersWaiting == 0;
    }
}
