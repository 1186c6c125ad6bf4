package dev.holdfast.archive;

import dev.holdfast.format.RandomAccessBytes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/// A stream of a snapshot that is fetched at most once: what was read stays in a local file.
///
/// The file is plain, readable by its owner only, and has no name any more from the
/// beginning on. Any thread may call.
public final class StreamCopy implements RandomAccessBytes, Closeable {

    /// What is fetched and kept at once.
    private static final int BLOCK = 256 << 10;

    private final RandomAccessBytes stream;
    private final FileChannel file;
    private final BitSet present = new BitSet();
    private final byte[] block = new byte[BLOCK];

    private StreamCopy(RandomAccessBytes stream, FileChannel file) {
        this.stream = stream;
        this.file = file;
    }

    /// Copies `stream` as far as it is read; `temporary` is a directory for the copy.
    public static StreamCopy open(RandomAccessBytes stream, Path temporary) throws IOException {
        var path = Files.createTempFile(temporary, "holdfast-", ".stream");
        try {
            var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new StreamCopy(stream, file);
        } finally {
            Files.delete(path);
        }
    }

    @Override
    public long size() {
        return stream.size();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        if (position < 0 || length > size() - position) {
            throw new IllegalArgumentException(length + " bytes at " + position + " of " + size());
        }
        if (length == 0) return;
        fetch(position, position + length);
        var into = ByteBuffer.wrap(target, offset, length);
        for (long at = position; into.hasRemaining(); ) {
            int count = file.read(into, at);
            if (count < 0) throw new IOException("a temporary file was cut short");
            at += count;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private synchronized void fetch(long from, long to) throws IOException {
        int last = Math.toIntExact((to - 1) / BLOCK);
        for (int i = Math.toIntExact(from / BLOCK); i <= last; i++) {
            if (present.get(i)) continue;
            long start = (long) i * BLOCK;
            int length = (int) Math.min(BLOCK, size() - start);
            stream.read(start, block, 0, length);
            var bytes = ByteBuffer.wrap(block, 0, length);
            for (long at = start; bytes.hasRemaining(); ) at += file.write(bytes, at);
            present.set(i);
        }
    }
}
