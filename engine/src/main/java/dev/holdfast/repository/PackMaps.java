package dev.holdfast.repository;

import dev.holdfast.catalog.SnapshotDatabase;
import dev.holdfast.catalog.SnapshotPack;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The packs of a snapshot that were looked at last, and where their decoded chunks begin.
final class PackMaps {

    /// Some 50 chunks a pack and 40 bytes a chunk make this a few MiB.
    private static final int KEPT = 2048;

    private final SnapshotDatabase database;
    private final LinkedHashMap<Integer, PackMap> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, PackMap> eldest) {
            return size() > KEPT;
        }
    };

    PackMaps(SnapshotDatabase database) {
        this.database = database;
    }

    synchronized PackMap get(int ordinal) throws IOException {
        var found = kept.get(ordinal);
        if (found == null) {
            found = PackMap.of(database.getPack(ordinal));
            kept.put(ordinal, found);
        }
        return found;
    }

    /// A pack, and where in its decoded content each chunk begins.
    static final class PackMap {

        private final SnapshotPack pack;
        private final long[] starts;

        private PackMap(SnapshotPack pack, long[] starts) {
            this.pack = pack;
            this.starts = starts;
        }

        static PackMap of(SnapshotPack pack) {
            var starts = new long[pack.lengths().count()];
            for (int i = 1; i < starts.length; i++) {
                starts[i] = starts[i - 1] + pack.lengths().length(i - 1);
            }
            return new PackMap(pack, starts);
        }

        SnapshotPack pack() {
            return pack;
        }

        long start(int chunk) {
            return starts[chunk];
        }

        int chunkAt(long position) {
            int found = Arrays.binarySearch(starts, position);
            return found >= 0 ? found : -found - 2;
        }
    }
}
