package dev.holdfast.copy;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.reference.PayloadPlaces;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.OpenSnapshot;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Where the payload of a snapshot lies, and where that of its copy: the same chunks in the same
/// order. 52 bytes a chunk.
final class Carried {

    static final Carried NOTHING =
            new Carried(new PayloadPlaces.Builder().build(), new PayloadPlaces.Builder().build());

    private final PayloadPlaces original;
    private final PayloadPlaces copy;

    /// Of each pack of the original the numbers in the places, by chunk; -1 for none.
    private final Map<Sha256, int[]> numbers = new HashMap<>();

    private Carried(PayloadPlaces original, PayloadPlaces copy) {
        this.original = original;
        this.copy = copy;
        for (int i = 0; i < original.count(); i++) {
            var name = original.packs().get(original.pack(i));
            int chunk = original.chunk(i);
            var row = numbers.getOrDefault(name, new int[0]);
            if (row.length <= chunk) {
                int had = row.length;
                row = Arrays.copyOf(row, Math.max(chunk + 1, 2 * had));
                Arrays.fill(row, had, row.length, -1);
                numbers.put(name, row);
            }
            row[chunk] = i;
        }
    }

    /// Of a snapshot and its copy. What is not chunk by chunk the same, though it should be, is
    /// no help.
    static Carried of(PayloadPlaces original, PayloadPlaces copy) {
        return original.count() == copy.count() ? new Carried(original, copy) : NOTHING;
    }

    /// Of a copy that `run` has committed.
    static Carried of(PayloadPlaces original, BackupRun run) throws IOException {
        var copy = new PayloadPlaces.Builder();
        run.forEachPayloadChunk(
                (address, length, pack, chunk) -> copy.add(address, length, pack, chunk, length));
        return of(original, copy.build());
    }

    /// The payload of a snapshot, chunk by chunk.
    static PayloadPlaces places(OpenSnapshot snapshot) throws IOException {
        var places = new PayloadPlaces.Builder();
        var extents = snapshot.database().extents(ArchiveStream.PAYLOAD);
        for (int i = 0; i < extents.count(); i++) {
            var pack = snapshot.pack(extents.pack(i));
            int first = extents.firstChunk(i);
            long address = extents.address(i);
            for (int chunk = first; chunk < first + extents.chunkCount(i); chunk++) {
                int length = pack.lengths().length(chunk);
                places.add(address, length, pack.name(), chunk, length);
                address += length;
            }
        }
        return places.build();
    }

    /// Where the copies lie.
    PayloadPlaces copies() {
        return copy;
    }

    /// The number in [#copies] of the copy of chunk `i` of `places`, which are the original's or
    /// those of another snapshot of its repository; -1 if it was not carried.
    int find(PayloadPlaces places, int i) {
        var row = numbers.get(places.packs().get(places.pack(i)));
        int chunk = places.chunk(i);
        int found = row == null || chunk >= row.length ? -1 : row[chunk];
        boolean same = found >= 0
                && original.start(found) == copy.start(found)
                && places.length(i) == copy.length(found);
        return same ? found : -1;
    }
}
