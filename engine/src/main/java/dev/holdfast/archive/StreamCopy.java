package dev.holdfast.archive;

import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;

/// A stream of a snapshot that is fetched at most once: what was read stays in a local file.
///
/// The file is plain, readable by its owner only, and has no name any more from the
/// beginning on. What was read last stays in memory as well, because who reads one entry
/// mostly wants its neighbours next. Any thread may call.
public final class StreamCopy implements RandomAccessBytes, Closeable {

    /// What is fetched and kept at once.
    private static final int BLOCK = 256 << 10;

    /// What is read from the file at once, and how much of it stays in memory: 2 MiB.
    private static final int PAGE = 32 << 10;

    private static final int PAGES = 64;

    private final RandomAccessBytes stream;
    private final FileChannel file;
    private final BitSet present = new BitSet();
    private final byte[] block = new byte[BLOCK];
    private final LinkedHashMap<Long, byte[]> pages = new LinkedHashMap<>(16, 0.75f, true);
    private long lastNumber = -1;
    private byte[] last = {};

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
    public synchronized void read(long position, byte[] target, int offset, int length)
            throws IOException {
        if (position < 0 || length < 0 || length > size() - position) {
            throw new IllegalArgumentException(length + " bytes at " + position + " of " + size());
        }
        for (int done = 0; done < length; ) {
            long at = position + done;
            var page = page(at / PAGE);
            int from = (int) (at % PAGE);
            int count = Math.min(length - done, page.length - from);
            System.arraycopy(page, from, target, offset + done, count);
            done += count;
        }
    }

    /// Copies what is still missing and returns the SHA-256 of the whole.
    public synchronized Sha256 fetchAll() throws IOException {
        var digest = Sha256.digest();
        for (long at = 0; at < size(); at += BLOCK) {
            int number = Math.toIntExact(at / BLOCK);
            int length = (int) Math.min(BLOCK, size() - at);
            if (present.get(number)) {
                read(ByteBuffer.wrap(block, 0, length), at);
            } else {
                fetch(number);
            }
            digest.update(block, 0, length);
        }
        return Sha256.of(digest.digest());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private byte[] page(long number) throws IOException {
        if (number == lastNumber) return last;
        var page = pages.get(number);
        if (page == null) {
            page = load(number);
            pages.put(number, page);
            if (pages.size() > PAGES) pages.pollFirstEntry();
        }
        lastNumber = number;
        last = page;
        return page;
    }

    private byte[] load(long number) throws IOException {
        long start = number * PAGE;
        fetch(Math.toIntExact(start / BLOCK));
        var page = new byte[(int) Math.min(PAGE, size() - start)];
        read(ByteBuffer.wrap(page), start);
        return page;
    }

    private void read(ByteBuffer into, long from) throws IOException {
        for (long at = from; into.hasRemaining(); ) {
            int count = file.read(into, at);
            if (count < 0) throw new IOException("a temporary file was cut short");
            at += count;
        }
    }

    private void fetch(int number) throws IOException {
        if (present.get(number)) return;
        long start = (long) number * BLOCK;
        int length = (int) Math.min(BLOCK, size() - start);
        stream.read(start, block, 0, length);
        var bytes = ByteBuffer.wrap(block, 0, length);
        for (long at = start; bytes.hasRemaining(); ) at += file.write(bytes, at);
        present.set(number);
    }
}
