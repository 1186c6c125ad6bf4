package dev.holdfast.restore;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Cuts the read order into works: files in the same and in neighbouring chunks of a pack
/// become one batch, within limits; others come piece by piece.
final class Works {

    /// Files in one batch, where that does not tear a chunk apart.
    private static final int FILES_MAX = 4096;

    private final OpenSnapshot snapshot;
    private final RestorePlan plan;
    private final int[] order;
    private int next;
    private @Nullable Piece last;

    Works(OpenSnapshot snapshot, RestorePlan plan, int[] order) {
        this.snapshot = snapshot;
        this.plan = plan;
        this.order = order;
    }

    /// The next work, null after the last.
    @Nullable
    Work next() throws IOException {
        var before = last;
        if (before != null && before.number() + 1 < before.ends().size()) {
            return kept(piece(before.row(), before.ends(), before.number() + 1));
        }
        last = null;
        int from = next;
        while (next < order.length && plan.sizes.get(order[next]) == 0) next++;
        if (next == order.length) return from == next ? null : new Batch(from, next, 0, 0, 0);
        int row = order[next];
        var run = findRun(row);
        if (run != null) return batch(from, run);
        // Empty files in front of it go by themselves.
        if (from < next) return new Batch(from, next, 0, 0, 0);
        next++;
        return kept(piece(row, ChunkRun.ends(snapshot, start(row), plan.sizes.get(row)), 0));
    }

    private Piece kept(Piece piece) {
        last = piece;
        return piece;
    }

    private Batch batch(int from, ChunkRun run) throws IOException {
        next++;
        int pack = run.pack();
        int first = run.firstChunk();
        int end = first + run.count();
        long bytes = run.bytes();
        while (next < order.length) {
            int row = order[next];
            if (plan.sizes.get(row) > 0) {
                var more = findRun(row);
                if (more == null || more.pack() != pack || more.firstChunk() > end) break;
                int moreEnd = more.firstChunk() + more.count();
                if (moreEnd > end) {
                    long added = bytesOf(pack, end, moreEnd);
                    if (bytes + added > ChunkRun.BYTES_MAX || next - from >= FILES_MAX) break;
                    end = moreEnd;
                    bytes += added;
                }
            }
            next++;
        }
        return new Batch(from, next, pack, first, end - first);
    }

    private Piece piece(int row, Longs ends, int number) throws IOException {
        long at = start(row) + (number == 0 ? 0 : ends.get(number - 1));
        var run = findRun(at, start(row) + ends.get(number));
        return run == null
                ? new Piece(row, ends, number, 0, 0, 0)
                : new Piece(row, ends, number, run.pack(), run.firstChunk(), run.count());
    }

    /// The chunks of a content, if they are one run that is not too long.
    private @Nullable ChunkRun findRun(int row) throws IOException {
        long size = plan.sizes.get(row);
        return size == 0 ? null : findRun(start(row), start(row) + size);
    }

    private @Nullable ChunkRun findRun(long at, long end) throws IOException {
        try {
            var chunk = snapshot.findFrom(ArchiveStream.PAYLOAD, at);
            if (chunk == null || chunk.address() > at) return null;
            var run = ChunkRun.from(snapshot, chunk, end);
            return run.end() < end ? null : run;
        } catch (CorruptDataException e) {
            // Told when the file is read.
            return null;
        }
    }

    /// The address of the first byte of a content.
    private long start(int row) {
        return plan.addresses.get(row) + PayloadHeader.BYTES;
    }

    private long bytesOf(int pack, int from, int to) throws IOException {
        var lengths = snapshot.pack(pack).lengths();
        long bytes = 0;
        for (int i = from; i < to; i++) bytes += lengths.length(i);
        return bytes;
    }
}
