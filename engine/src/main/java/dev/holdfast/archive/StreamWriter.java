package dev.holdfast.archive;

import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.chunk.FastCdc;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.repository.ChunkSink;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;

/// The metadata or the checks stream on its way into chunks.
///
/// What is written waits until [#drain] cuts it, so that those who write items need not
/// know about chunks. At most one chunk of the largest size and what was written since the
/// last drain are held in memory.
final class StreamWriter {

    private final ChunkSink sink;
    private final ArchiveStream stream;
    private final ChunkSizes sizes;
    private final FastCdc cutter;
    private final ByteSink copy;
    private final MessageDigest digest = Sha256.digest();
    private byte[] waiting;
    private int waits;
    private long cut;

    /// `copy` gets everything that is written, at once.
    StreamWriter(ChunkSink sink, ArchiveStream stream, ChunkSizes sizes, ByteSink copy) {
        this.sink = sink;
        this.copy = copy;
        this.stream = stream;
        this.sizes = sizes;
        this.cutter = new FastCdc(sizes);
        this.waiting = new byte[2 * sizes.max()];
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (waiting.length - waits < length) {
            waiting = Arrays.copyOf(waiting, Math.max(waits + length, 2 * waiting.length));
        }
        System.arraycopy(bytes, offset, waiting, waits, length);
        waits += length;
        copy.write(bytes, offset, length);
    }

    /// Hands on every chunk whose end is certain.
    void drain() throws IOException, InterruptedException {
        int from = 0;
        while (waits - from >= sizes.max()) from += put(from);
        keepFrom(from);
    }

    /// Hands on the rest and returns what the stream became.
    StoredStream finish() throws IOException, InterruptedException {
        int from = 0;
        while (from < waits) from += put(from);
        keepFrom(from);
        return new StoredStream(cut, Sha256.of(digest.digest()));
    }

    private int put(int from) throws IOException, InterruptedException {
        int length = cutter.next(waiting, from, waits - from);
        var chunk = sink.array(length);
        System.arraycopy(waiting, from, chunk, 0, length);
        digest.update(chunk, 0, length);
        sink.put(stream, cut, chunk, length);
        cut += length;
        return length;
    }

    private void keepFrom(int from) {
        if (from == 0) return;
        System.arraycopy(waiting, from, waiting, 0, waits - from);
        waits -= from;
    }
}
