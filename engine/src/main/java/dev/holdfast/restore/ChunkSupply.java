package dev.holdfast.restore;

import dev.holdfast.repository.ChunkRef;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.SealedChunks;

import java.io.IOException;
import java.util.Objects;

/// The chunks of one run after the other: the one that was read last is kept. For one
/// thread.
final class ChunkSupply {

    private final OpenSnapshot snapshot;
    private int pack = -1;
    private int firstChunk;
    private byte[][] chunks = {};

    ChunkSupply(OpenSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /// Reads chunks in one go.
    void load(int fromPack, int first, int count) throws IOException, InterruptedException {
        // What was kept makes room first.
        chunks = new byte[count][];
        pack = -1;
        snapshot.read(fromPack, first, count, (chunk, bytes) -> chunks[chunk - first] = bytes);
        pack = fromPack;
        firstChunk = first;
    }

    /// Opens chunks that were fetched.
    void load(int fromPack, int first, int count, SealedChunks sealed)
            throws IOException, InterruptedException {
        chunks = new byte[count][];
        pack = -1;
        snapshot.open(sealed, (chunk, bytes) -> chunks[chunk - first] = bytes);
        pack = fromPack;
        firstChunk = first;
    }

    /// The bytes of `chunk`; if they are not there, they are read together with those behind
    /// them, up to address `end`.
    byte[] get(ChunkRef chunk, long end) throws IOException, InterruptedException {
        int at = chunk.chunk() - firstChunk;
        if (chunk.pack() != pack || at < 0 || at >= chunks.length) {
            var run = ChunkRun.from(snapshot, chunk, end);
            load(run.pack(), run.firstChunk(), run.count());
            at = 0;
        }
        return Objects.requireNonNull(chunks[at]);
    }
}
