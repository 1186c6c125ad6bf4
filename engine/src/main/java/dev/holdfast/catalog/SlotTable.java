package dev.holdfast.catalog;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// A hash table in a memory-mapped file: open addressing, linear probing, 16 bytes a slot.
///
/// A slot holds a key, the first eight bytes of a digest, and a place, which is never 0.
/// Slots are filled once and never emptied, place last, so any number of threads may read
/// while one adds. A header in front says whether the table is whole; while it is being
/// added to, and after a crash, it says that it is not. Specified in docs/format/catalog.md.
final class SlotTable implements Closeable {

    static final int HEADER = 4096;
    static final int VERSION = 1;
    static final int SLOTS_LOG2_MIN = 12;

    private static final int SLOTS_LOG2_MAX = 36;
    private static final ByteString MAGIC = ByteString.utf8("HFCHUNKS");
    private static final int IDENTITY = 16;
    private static final int HEADER_USED = 56;
    private static final int SLOT = 16;

    /// A mapping is addressed by an `int`: 2^26 slots of 16 bytes are 1 GiB.
    private static final int SEGMENT_LOG2 = 26;

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final FileChannel channel;
    private final ByteString identity;
    private final int slotsLog2;
    private final MappedByteBuffer[] segments;
    private long entries;
    private long lastPack;

    private SlotTable(FileChannel channel, ByteString identity, int slotsLog2) throws IOException {
        this.channel = channel;
        this.identity = identity;
        this.slotsLog2 = slotsLog2;
        this.segments = map(channel, slotsLog2);
    }

    /// Makes an empty table, not marked whole, in place of whatever `file` is. Every block
    /// is written now: a full disk must fail here, and not as a fault in mapped memory.
    static SlotTable create(Path file, ByteString identity, int slotsLog2) throws IOException {
        if (slotsLog2 > SLOTS_LOG2_MAX) {
            throw new IOException(
                    "chunk index %s: 2^%d slots".formatted(StateFiles.printable(file), slotsLog2));
        }
        StateFiles.makePrivateFile(file);
        var channel = FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        try {
            fill(channel, HEADER + ((long) SLOT << slotsLog2));
            return new SlotTable(channel, identity, slotsLog2);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /// Opens the table in `file`; null if it is not there, not whole, not of this version,
    /// or not of the catalog with that identity.
    static @Nullable SlotTable find(Path file, ByteString identity) throws IOException {
        if (!Files.exists(file)) return null;
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            var table = readHeader(channel, identity);
            if (table == null) channel.close();
            return table;
        } catch (CorruptDataException e) {
            channel.close();
            return null;
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    private static @Nullable SlotTable readHeader(FileChannel channel, ByteString identity)
            throws IOException {
        var bytes = ByteBuffer.allocate(HEADER_USED);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
        if (bytes.hasRemaining()) return null;
        var in = new ByteReader("chunk index", bytes.array());
        boolean ours = in.byteString(MAGIC.length()).equals(MAGIC)
                && in.u32() == VERSION
                && in.u32() == 1
                && in.byteString(IDENTITY).equals(identity);
        if (!ours) return null;
        long lastPack = in.u64();
        long entries = in.u64();
        long slotsLog2 = in.u32();
        boolean sound = in.u32() == crc(bytes.array())
                && slotsLog2 >= SLOTS_LOG2_MIN
                && slotsLog2 <= SLOTS_LOG2_MAX
                && channel.size() == HEADER + ((long) SLOT << slotsLog2);
        if (!sound) return null;
        var table = new SlotTable(channel, identity, (int) slotsLog2);
        table.entries = entries;
        table.lastPack = lastPack;
        return table;
    }

    long slots() {
        return 1L << slotsLog2;
    }

    int slotsLog2() {
        return slotsLog2;
    }

    long entries() {
        return entries;
    }

    /// The row of the last pack whose chunks are all in.
    long lastPack() {
        return lastPack;
    }

    void setLastPack(long pack) {
        lastPack = pack;
    }

    /// Where the search for `key` begins: its first bits, so that a table twice as large is
    /// filled front to back.
    long home(long key) {
        return key >>> (Long.SIZE - slotsLog2);
    }

    long next(long slot) {
        return (slot + 1) & (slots() - 1);
    }

    /// The place in a slot, 0 if the slot is empty.
    long place(long slot) {
        return (long) LONG.getAcquire(segment(slot), offset(slot) + 8);
    }

    /// The key in a slot whose place is not 0.
    long key(long slot) {
        return (long) LONG.get(segment(slot), offset(slot));
    }

    /// Whether one more entry keeps the table at most three quarters full.
    boolean hasRoom() {
        return entries < slots() / 4 * 3;
    }

    /// Adds an entry; there is room. For one thread at a time, beside any number of readers.
    void add(long key, long place) {
        long slot = home(key);
        while (place(slot) != 0) slot = next(slot);
        LONG.set(segment(slot), offset(slot), key);
        LONG.setRelease(segment(slot), offset(slot) + 8, place);
        entries++;
    }

    void addAll(SlotTable other) {
        for (long slot = 0; slot < other.slots(); slot++) {
            long place = other.place(slot);
            if (place != 0) add(other.key(slot), place);
        }
    }

    /// Says, durably, that from now on the table may not be whole.
    void markOpen() throws IOException {
        writeHeader(0);
    }

    /// Makes what was added durable, and then says that the table is whole.
    void markWhole() throws IOException {
        for (var segment : segments) segment.force();
        writeHeader(1);
    }

    /// The mapping goes when nobody refers to it any more.
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void writeHeader(int whole) throws IOException {
        var header = new ByteWriter(HEADER_USED)
                .bytes(MAGIC)
                .u32(VERSION)
                .u32(whole)
                .bytes(identity)
                .u64(lastPack)
                .u64(entries)
                .u32(slotsLog2);
        header.u32(crc(header.buffer()));
        var bytes = ByteBuffer.wrap(header.buffer(), 0, HEADER_USED);
        while (bytes.hasRemaining()) channel.write(bytes, bytes.position());
        channel.force(false);
    }

    private static long crc(byte[] header) {
        var crc = new CRC32C();
        crc.update(header, 0, HEADER_USED - 4);
        return crc.getValue();
    }

    private MappedByteBuffer segment(long slot) {
        return segments[(int) (slot >>> SEGMENT_LOG2)];
    }

    private static int offset(long slot) {
        return (int) (slot & ((1L << SEGMENT_LOG2) - 1)) * SLOT;
    }

    private static MappedByteBuffer[] map(FileChannel channel, int slotsLog2) throws IOException {
        int segmentLog2 = Math.min(slotsLog2, SEGMENT_LOG2);
        long length = (long) SLOT << segmentLog2;
        var segments = new MappedByteBuffer[1 << (slotsLog2 - segmentLog2)];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = channel.map(MapMode.READ_WRITE, HEADER + i * length, length);
        }
        return segments;
    }

    private static void fill(FileChannel channel, long size) throws IOException {
        var zeros = ByteBuffer.allocate((int) Math.min(size, 1 << 20));
        for (long at = 0; at < size; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            at += channel.write(zeros, at);
        }
    }
}
