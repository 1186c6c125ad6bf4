package dev.holdfast.restore;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.OpenSnapshot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Cuts the read order into batches: files in the same and in neighbouring chunks of a pack
/// share one read, within limits; larger files stand alone.
final class Batches {

    /// Files in one batch, where that does not tear a chunk apart.
    private static final int FILES_MAX = 4096;

    private final OpenSnapshot snapshot;
    private final RestorePlan plan;
    private final int[] order;
    private int next;

    Batches(OpenSnapshot snapshot, RestorePlan plan, int[] order) {
        this.snapshot = snapshot;
        this.plan = plan;
        this.order = order;
    }

    /// The next batch, null after the last.
    @Nullable
    Batch next() throws IOException {
        if (next == order.length) return null;
        int from = next++;
        var run = findRun(order[from]);
        if (run == null) return new Batch(from, next, 0, 0, 0);
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

    /// Hands every read of a batch to `visitor`.
    void forEachRead(Batch batch, ReadVisitor visitor) throws IOException {
        if (batch.count() > 0) {
            visitor.visit(batch.pack(), batch.firstChunk(), batch.count());
            return;
        }
        for (int i = batch.from(); i < batch.to(); i++) {
            long at = plan.addresses.get(order[i]) + PayloadHeader.BYTES;
            long end = at + plan.sizes.get(order[i]);
            while (at < end) {
                var chunk = snapshot.findFrom(ArchiveStream.PAYLOAD, at);
                if (chunk == null || chunk.address() > at) break;
                var run = ChunkRun.from(snapshot, chunk, end);
                visitor.visit(run.pack(), run.firstChunk(), run.count());
                at = run.end();
            }
        }
    }

    /// Takes one read.
    interface ReadVisitor {

        void visit(int pack, int firstChunk, int count) throws IOException;
    }

    /// The chunks of a content, if they are one run that is not too long.
    private @Nullable ChunkRun findRun(int row) throws IOException {
        long size = plan.sizes.get(row);
        if (size == 0) return null;
        long at = plan.addresses.get(row) + PayloadHeader.BYTES;
        try {
            var chunk = snapshot.findFrom(ArchiveStream.PAYLOAD, at);
            if (chunk == null || chunk.address() > at) return null;
            var run = ChunkRun.from(snapshot, chunk, at + size);
            return run.end() < at + size ? null : run;
        } catch (CorruptDataException e) {
            // Told when the file is read.
            return null;
        }
    }

    private long bytesOf(int pack, int from, int to) throws IOException {
        var lengths = snapshot.pack(pack).lengths();
        long bytes = 0;
        for (int i = from; i < to; i++) bytes += lengths.length(i);
        return bytes;
    }
}
