package dev.holdfast.restore;

import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.ChunkRef;
import dev.holdfast.repository.OpenSnapshot;

import java.io.IOException;

/// Neighbouring chunks of one pack that are neighbours in the payload log too.
///
/// @param bytes of the chunks, decoded
/// @param end first address behind them
record ChunkRun(int pack, int firstChunk, int count, long bytes, long end) {

    /// What one read brings, decoded; a single chunk may have more.
    static final long BYTES_MAX = 8 << 20;

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
