package dev.holdfast.archive;

import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.chunk.FastCdc;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.ChunkSink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.zip.CRC32C;

/// The payload stream of an archive: an address space that only grows.
///
/// A content takes 16 addresses for its PAYLOAD header and one for each byte. A *large*
/// content, of at least the smallest chunk's size, is cut by itself and its header is
/// implied; a *small* one shares a chunk with its neighbours, behind its header, in a
/// [SmallFileGroup]. Where things go depends on contents and their order alone, never on
/// how they were read. Specified in docs/format/archive.md, section "Payload log".
///
/// One content at a time: [#read], then [#keep] or [#drop].
public final class PayloadLog {

    /// Where the first content of a fresh log goes: behind the START marker that pxar has.
    public static final long FIRST_ADDRESS = 16;

    /// No address reaches this; a run that would pass it starts a fresh log.
    public static final long ADDRESS_LIMIT = 1L << 62;

    private final ChunkSink sink;
    private final ChunkSizes sizes;
    private final FastCdc cutter;
    private final ChecksWriter checks;
    private final SmallFileGroup group;
    private final CRC32C crc = new CRC32C();

    /// What was read and not handed on: from `start` up to `filled`. Twice the largest chunk,
    /// so that what a cut leaves moves to the front once for every such chunk, not after each.
    private final byte[] window;

    private int start;
    private int filled;
    private long end;

    private @Nullable Draft draft;
    private long largeAddress;

    PayloadLog(ChunkSink sink, ChunkSizes sizes, ChecksWriter checks, long end) {
        this.sink = sink;
        this.sizes = sizes;
        this.cutter = new FastCdc(sizes);
        this.checks = checks;
        this.group = new SmallFileGroup(sizes, sink);
        this.window = new byte[2 * sizes.max()];
        this.end = end;
    }

    /// Reads a content to its end. What is read is on its way to the store before this
    /// returns if it is large, and held back if it is small. If `reader` throws, what was
    /// read is dropped, and the next content can be read.
    public Draft read(ContentReader reader) throws IOException, InterruptedException {
        if (draft != null) {
            throw new IllegalStateException("a content waits for keep or drop");
        }
        crc.reset();
        start = 0;
        filled = 0;
        fill(reader, sizes.min());
        long size = filled < sizes.min() ? filled : readLarge(reader);
        draft = new Draft(size, (int) crc.getValue());
        return draft;
    }

    /// Keeps the content that was read last and returns its address.
    public long keep() throws IOException, InterruptedException {
        var kept = takeDraft();
        if (kept.size() < sizes.min()) return keepSmall((int) kept.size(), kept.crc32c());
        checks.add(largeAddress, kept.crc32c());
        return largeAddress;
    }

    /// Forgets the content that was read last: its addresses become a hole.
    public void drop() {
        var dropped = takeDraft();
        if (dropped.size() >= sizes.min()) abandonLarge();
    }

    /// Forgets the content that was read last, if one waits.
    public void dropIfRead() {
        if (draft != null) drop();
    }

    /// The first address that nothing has taken.
    public long end() {
        return end;
    }

    /// Closes the open group. Nothing can be read afterwards.
    void finish() throws IOException, InterruptedException {
        closeGroup();
    }

    private Draft takeDraft() {
        var taken = draft;
        if (taken == null) throw new IllegalStateException("no content was read");
        draft = null;
        return taken;
    }

    /// Makes the window hold `wanted` bytes, or all up to the end; true if that was seen.
    private boolean fill(ContentReader reader, int wanted) throws IOException {
        if (window.length - start < wanted) {
            filled -= start;
            System.arraycopy(window, start, window, 0, filled);
            start = 0;
        }
        while (filled - start < wanted) {
            int read = reader.read(window, filled, window.length - filled);
            if (read < 0) return true;
            crc.update(window, filled, read);
            filled += read;
        }
        return false;
    }

    private long readLarge(ContentReader reader) throws IOException, InterruptedException {
        largeAddress = end;
        end += SmallFileGroup.HEADER;
        boolean whole = false;
        try {
            boolean ended = false;
            while (true) {
                ended = ended || fill(reader, sizes.max());
                if (filled == start) break;
                int length = cutter.next(window, start, filled - start);
                checkRoom(end + length);
                var chunk = sink.array(length);
                System.arraycopy(window, start, chunk, 0, length);
                sink.put(ArchiveStream.PAYLOAD, end, chunk, length);
                start += length;
                end += length;
            }
            whole = true;
        } finally {
            if (!whole) abandonLarge();
        }
        return end - largeAddress - SmallFileGroup.HEADER;
    }

    private void abandonLarge() {
        sink.abandon(largeAddress, end);
        // A gap, so that no later chunk joins the extent of an abandoned one.
        end += SmallFileGroup.HEADER;
    }

    private long keepSmall(int size, int crc32c) throws IOException, InterruptedException {
        if (!group.fits(size)) closeGroup();
        if (!group.isOpen()) {
            checkRoom(end + sizes.max());
            group.open(end);
            end += sizes.max();
            checks.holdFrom(end);
        }
        long address = group.add(window, size);
        checks.add(address, crc32c);
        if (group.endsAfter(window, size)) closeGroup();
        return address;
    }

    private void closeGroup() throws IOException, InterruptedException {
        if (!group.isOpen()) return;
        long address = group.address();
        // The reserve that nothing lies behind is given back, so that neighbouring groups
        // have neighbouring addresses and share one extent.
        if (end == address + sizes.max()) end = address + group.length();
        int length = group.length();
        sink.put(ArchiveStream.PAYLOAD, address, group.close(), length);
        checks.release();
    }

    private static void checkRoom(long address) throws IOException {
        if (address >= ADDRESS_LIMIT) {
            throw new IOException("the payload log is full at address " + address
                    + ": the next backup of this source must start a fresh one");
        }
    }
}
