package dev.holdfast.archive;

import dev.holdfast.format.ByteWriter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/// The checks stream of an archive: for every content its address and CRC-32C, ascending by
/// address, 12 bytes each.
///
/// Contents are kept in an order that is nearly that of addresses: only large contents that
/// came while a group of small ones was open lie behind what the group still gets. They wait
/// until the group ends. Where the log goes on with an earlier one, all new contents lie
/// behind all that are kept, and wait, 12 bytes each, until it is known which those are.
final class ChecksWriter {

    static final int RECORD = 12;

    /// Records written between two times that whole chunks are let go.
    private static final int DRAIN_EVERY = 4096;

    private final StreamWriter stream;
    private final @Nullable Checks before;
    private final BitSet kept = new BitSet();
    private final ByteWriter waiting = new ByteWriter();
    private long likely;
    private final ByteWriter record = new ByteWriter(RECORD);
    private long holdFrom = Long.MAX_VALUE;
    private long[] heldAddress = new long[1024];
    private int[] heldCrc = new int[1024];
    private int held;
    private long lastAddress = -1;

    /// `before` is the checks stream of the log that this one goes on with, if it does.
    ChecksWriter(StreamWriter stream, @Nullable Checks before) {
        this.stream = stream;
        this.before = before;
    }

    /// Keeps the record of an earlier content; false if there is none at that address.
    boolean keep(long address) throws IOException {
        if (before == null) return false;
        long position = before.find(address, likely);
        if (position < 0) return false;
        kept.set(Math.toIntExact(position));
        likely = position + 1;
        return true;
    }

    /// Writes what had to wait for the end. Nothing can be added afterwards.
    void finish() throws IOException, InterruptedException {
        if (before == null) return;
        for (int from = kept.nextSetBit(0); from >= 0; ) {
            int end = Math.min(kept.nextClearBit(from), from + DRAIN_EVERY);
            writeAll(before.records(from, end - from), (end - from) * RECORD);
            from = kept.nextSetBit(end);
        }
        writeAll(waiting.buffer(), waiting.size());
    }

    /// Writes whole records, and lets finished chunks of them go.
    private void writeAll(byte[] records, int length) throws IOException, InterruptedException {
        int step = DRAIN_EVERY * RECORD;
        for (int at = 0; at < length; at += step) {
            stream.write(records, at, Math.min(step, length - at));
            stream.drain();
        }
    }

    /// From now on records of addresses at or behind `address` wait for [#release].
    void holdFrom(long address) {
        holdFrom = address;
    }

    void add(long address, int crc32c) throws IOException, InterruptedException {
        if (address < holdFrom) {
            write(address, crc32c);
            return;
        }
        if (held == heldAddress.length) {
            heldAddress = Arrays.copyOf(heldAddress, 2 * held);
            heldCrc = Arrays.copyOf(heldCrc, 2 * held);
        }
        heldAddress[held] = address;
        heldCrc[held++] = crc32c;
    }

    /// Writes what was held back.
    void release() throws IOException, InterruptedException {
        for (int i = 0; i < held; i++) write(heldAddress[i], heldCrc[i]);
        held = 0;
        holdFrom = Long.MAX_VALUE;
    }

    private void write(long address, int crc32c) throws IOException, InterruptedException {
        if (address <= lastAddress) {
            throw new IllegalStateException(
                    "check of address " + address + " comes after that of " + lastAddress);
        }
        lastAddress = address;
        record.clear();
        record.u64(address).u32(crc32c);
        if (before == null) {
            stream.write(record.buffer(), 0, RECORD);
        } else {
            waiting.bytes(record.buffer(), 0, RECORD);
        }
    }
}
