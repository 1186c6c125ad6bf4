package dev.holdfast.restore;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.ChunkRef;
import dev.holdfast.repository.OpenSnapshot;

import java.io.IOException;

/// Neighbouring chunks of one pack that are neighbours in the payload log too.
///
/// @param bytes of the chunks, decoded
/// @param end first address behind them
record ChunkRun(int pack, int firstChunk, int count, long bytes, long end) {

    /// What is opened at once, decoded; a single chunk may have more.
    static final long BYTES_MAX = 4 << 20;

    /// How a long content is read in runs: the offset behind each, the last one `size`.
    static Longs ends(OpenSnapshot snapshot, long start, long size) throws IOException {
        var ends = new Longs();
        long end = start + size;
        for (long at = start; at < end; ) {
            long next = end;
            try {
                var chunk = snapshot.findFrom(ArchiveStream.PAYLOAD, at);
                if (chunk != null && chunk.address() <= at) {
                    next = Math.min(end, from(snapshot, chunk, end).end());
                }
            } catch (CorruptDataException e) {
                // Told when this run is read.
                next = end;
            }
            ends.add(next - start);
            at = next;
        }
        return ends;
    }

    /// The run from `first` on, as far as it is needed up to address `end` and not too long.
    static ChunkRun from(OpenSnapshot snapshot, ChunkRef first, long end) throws IOException {
        int count = 1;
        long bytes = first.length();
        long at = first.end();
        while (at < end) {
            var next = snapshot.findFrom(ArchiveStream.PAYLOAD, at);
            if (next == null
                    || next.address() != at
                    || next.pack() != first.pack()
                    || next.chunk() != first.chunk() + count
                    || bytes + next.length() > BYTES_MAX) break;
            count++;
            bytes += next.length();
            at = next.end();
        }
        return new ChunkRun(first.pack(), first.chunk(), count, bytes, at);
    }
}
