package dev.holdfast.prune;

import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.store.BlobKey;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a prune would do now.
///
/// @param candidates blobs that no snapshot names and nobody has condemned yet, with their
///     sizes in bytes
/// @param unfinished trash of earlier prunes, which is dealt with first
/// @param writers runs that are under way, or have died without a word: nothing is deleted
///     before they have ended
public record PrunePlan(
        SortedMap<BlobKey, Long> candidates,
        List<TrashId> unfinished,
        SortedSet<WriterId> writers) {

    public PrunePlan {
        candidates = Collections.unmodifiableSortedMap(new TreeMap<>(candidates));
        unfinished = List.copyOf(unfinished);
        writers = Collections.unmodifiableSortedSet(new TreeSet<>(writers));
    }

    public long bytes() {
        return candidates.values().stream().mapToLong(Long::longValue).sum();
    }
}
