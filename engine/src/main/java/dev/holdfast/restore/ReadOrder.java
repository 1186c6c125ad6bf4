package dev.holdfast.restore;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.OpenSnapshot;

import java.io.IOException;

/// The order in which files are written: by the pack and the chunk in which their content
/// begins, so that a pack is read from front to back and no chunk twice.
final class ReadOrder {

    /// Behind every pack: what nothing is stored for.
    private static final long NOWHERE = Long.MAX_VALUE;

    private static final int CHUNK_BITS = 17;

    private ReadOrder() {}

    /// The rows of the plan's files in that order; files of one chunk stay in archive order.
    static int[] of(OpenSnapshot snapshot, RestorePlan plan) throws IOException {
        int count = plan.files.size();
        var places = new long[count];
        var rows = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = place(snapshot, plan.addresses.get(i));
            rows[i] = i;
        }
        return sorted(rows, places);
    }

    private static long place(OpenSnapshot snapshot, long address) throws IOException {
        try {
            var chunk = snapshot.findFrom(ArchiveStream.PAYLOAD, address);
            return chunk == null ? NOWHERE : (long) chunk.pack() << CHUNK_BITS | chunk.chunk();
        } catch (CorruptDataException e) {
            // Told when the file is read.
            return NOWHERE;
        }
    }

    /// Merges longer and longer runs; equal places keep their order.
    private static int[] sorted(int[] rows, long[] places) {
        var from = rows;
        var to = new int[rows.length];
        for (long width = 1; width < rows.length; width *= 2) {
            for (long start = 0; start < rows.length; start += 2 * width) {
                int middle = (int) Math.min(start + width, rows.length);
                int end = (int) Math.min(start + 2 * width, rows.length);
                merge(from, to, places, (int) start, middle, end);
            }
            var merged = to;
            to = from;
            from = merged;
        }
        return from;
    }

    private static void merge(int[] from, int[] to, long[] places, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft =
                    right == end || (left < middle && places[from[left]] <= places[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
