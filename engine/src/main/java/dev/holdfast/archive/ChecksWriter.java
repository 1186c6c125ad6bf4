package dev.holdfast.archive;

import dev.holdfast.format.ByteWriter;

import java.io.IOException;
import java.util.Arrays;

/// The checks stream of an archive: for every content its address and CRC-32C, ascending by
/// address, 12 bytes each.
///
/// Contents are kept in an order that is nearly that of addresses: only large contents that
/// came while a group of small ones was open lie behind what the group still gets. They wait
/// until the group ends.
final class ChecksWriter {

    static final int RECORD = 12;

    private final StreamWriter stream;
    private final ByteWriter record = new ByteWriter(RECORD);
    private long holdFrom = Long.MAX_VALUE;
    private long[] heldAddress = new long[1024];
    private int[] heldCrc = new int[1024];
    private int held;
    private long lastAddress = -1;

    ChecksWriter(StreamWriter stream) {
        this.stream = stream;
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
        stream.write(record.buffer(), 0, RECORD);
    }
}
