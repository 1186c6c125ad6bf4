package dev.holdfast.archive;

import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.ChunkSink;

/// One shared chunk in the making: small contents in archive order, each behind its PAYLOAD
/// header.
///
/// A group ends before a content that would make it larger than the largest chunk, and,
/// once it has the smallest chunk's size, after a content whose last 64 bytes and size say
/// so. Therefore the same files in the same order make the same chunks, and a file that
/// comes or goes moves only the boundaries near it.
final class SmallFileGroup {

    static final int HEADER = PayloadHeader.BYTES;

    private static final int TAIL = 64;

    private final ChunkSizes sizes;
    private final ChunkSink sink;
    private byte[] bytes = {};
    private int length;
    private long address = -1;

    /// `sink` gives the arrays that groups grow in.
    SmallFileGroup(ChunkSizes sizes, ChunkSink sink) {
        this.sizes = sizes;
        this.sink = sink;
    }

    boolean isOpen() {
        return address >= 0;
    }

    void open(long at) {
        address = at;
        length = 0;
        bytes = sink.array(sizes.average() + sizes.average() / 2);
    }

    long address() {
        return address;
    }

    int length() {
        return length;
    }

    /// Whether a content of `size` bytes still goes in; always true while nothing is open.
    boolean fits(int size) {
        return !isOpen() || length + HEADER + size <= sizes.max();
    }

    /// Adds the first `size` bytes of `content` and returns their address.
    long add(byte[] content, int size) {
        if (bytes.length - length < HEADER + size) {
            int room = Math.max(length + HEADER + size, bytes.length + bytes.length / 2);
            var larger = sink.array(Math.min(room, sizes.max()));
            System.arraycopy(bytes, 0, larger, 0, length);
            bytes = larger;
        }
        long start = address + length;
        PayloadHeader.write(size, bytes, length);
        System.arraycopy(content, 0, bytes, length + HEADER, size);
        length += HEADER + size;
        return start;
    }

    /// Whether the group ends behind the content that was added last: with probability
    /// (its share of the log) / (average size), decided by a hash of its tail and size.
    boolean endsAfter(byte[] content, int size) {
        if (length < sizes.min()) return false;
        double share = (double) (HEADER + size) / sizes.average();
        return (tailHash(content, size) >>> 32) < (long) (share * 0x1p32);
    }

    /// Gives the group away: its first [#length] bytes are the chunk.
    byte[] close() {
        address = -1;
        var whole = bytes;
        bytes = new byte[0];
        return whole;
    }

    /// FNV-1a (64 bits) over the size and the last 64 bytes, then one multiplication to
    /// bring every input bit into the upper half.
    static long tailHash(byte[] content, int size) {
        long hash = 0xcbf29ce484222325L;
        for (int shift = 0; shift < 32; shift += 8) {
            hash = (hash ^ ((size >>> shift) & 0xff)) * 0x100000001b3L;
        }
        for (int i = Math.max(0, size - TAIL); i < size; i++) {
            hash = (hash ^ (content[i] & 0xff)) * 0x100000001b3L;
        }
        return (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    }
}
