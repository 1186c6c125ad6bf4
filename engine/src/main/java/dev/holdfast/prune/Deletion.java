package dev.holdfast.prune;

import dev.holdfast.flow.Scope;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Steps 6 and 7: deletes what a verdict says, while its trash is there.
final class Deletion {

    /// Deletes between two looks at the trash: at 20 ms each, a look every two seconds.
    private static final int BATCH = 100;

    private final BlobStore store;
    private final TrashLists lists;
    private final int connections;

    Deletion(BlobStore store, TrashLists lists, int connections) {
        this.store = store;
        this.lists = lists;
        this.connections = connections;
    }

    /// What was deleted.
    ///
    /// @param finished false if another prune has finished the trash, so this one stopped
    record Done(long count, long bytes, boolean finished) {}

    Done run(TrashId trash, Collection<BlobKey> verdict) throws IOException, InterruptedException {
        if (!lists.exists(trash)) return new Done(0, 0, false);
        var present = present(verdict);
        var blobs = List.copyOf(present.entrySet());
        long bytes = 0;
        for (int from = 0; from < blobs.size(); from += BATCH) {
            if (!lists.exists(trash)) return new Done(from, bytes, false);
            var batch = blobs.subList(from, Math.min(from + BATCH, blobs.size()));
            delete(batch.stream().map(Map.Entry::getKey).toList());
            for (var blob : batch) bytes += blob.getValue();
        }
        var left = present(verdict);
        if (!left.isEmpty()) {
            throw new IOException("%s: is still there after it was deleted, with %d more"
                    .formatted(left.firstKey(), left.size() - 1));
        }
        return new Done(blobs.size(), bytes, true);
    }

    private void delete(List<BlobKey> batch) throws IOException, InterruptedException {
        if (connections == 1) {
            for (var key : batch) store.delete(key);
            return;
        }
        var next = new AtomicInteger();
        Scope.waiting(Math.min(connections, batch.size()), () -> {
            for (int i = next.getAndIncrement(); i < batch.size(); i = next.getAndIncrement()) {
                store.delete(batch.get(i));
            }
        });
    }

    /// Those of `keys` that are listed, with their sizes.
    private SortedMap<BlobKey, Long> present(Collection<BlobKey> keys) throws IOException {
        var wanted = new HashSet<>(keys);
        var found = new TreeMap<BlobKey, Long>();
        for (var area : areas(keys)) {
            store.scan(area, blob -> {
                var key = blob.findKey();
                if (key != null && wanted.contains(key)) found.put(key, blob.size());
            });
        }
        return found;
    }

    private static Collection<BlobArea> areas(Collection<BlobKey> keys) {
        var areas = EnumSet.noneOf(BlobArea.class);
        for (var key : keys) {
            areas.add(
                    switch (key.kind()) {
                        case PACK -> BlobArea.PACKS;
                        case DATABASE -> BlobArea.SNAPSHOTS;
                        case MARK -> BlobArea.MARKS;
                        case LOST -> BlobArea.TRASH;
                        case DESCRIPTOR,
                                KEY,
                                MANIFEST,
                                PIN,
                                WRITER,
                                TRASH,
                                TRASH_WRITERS,
                                TRASH_VERDICT ->
                            throw new IllegalStateException(key + " is not for a prune");
                    });
        }
        return areas;
    }
}
