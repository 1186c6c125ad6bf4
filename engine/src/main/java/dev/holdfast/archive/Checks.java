package dev.holdfast.archive;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;

import java.io.IOException;

/// The checks stream of a snapshot: the CRC-32C of the content at an address.
///
/// Whoever asks for addresses in ascending order reads the stream once.
public final class Checks {

    /// Bytes of one record.
    public static final int RECORD_BYTES = ChecksWriter.RECORD;

    private final RandomAccessBytes stream;
    private final long count;
    private final byte[] record = new byte[RECORD_BYTES];

    private Checks(RandomAccessBytes stream) {
        this.stream = stream;
        this.count = stream.size() / ChecksWriter.RECORD;
    }

    static Checks open(RandomAccessBytes stream) throws CorruptDataException {
        if (stream.size() % ChecksWriter.RECORD != 0) {
            throw new CorruptDataException(
                    "checks stream: %d bytes are no whole records".formatted(stream.size()));
        }
        return new Checks(stream);
    }

    /// How many contents there are.
    public long count() {
        return count;
    }

    /// The CRC-32C of the content at `address`.
    ///
    /// @throws CorruptDataException if none begins there
    public synchronized int get(long address) throws IOException {
        if (find(address) >= 0) return ByteOrders.getInt(record, 8);
        throw new CorruptDataException("checks stream: no content begins at address " + address);
    }

    /// The position of the record for the content at `address`, -1 if none begins there.
    public synchronized long find(long address) throws IOException {
        long low = 0;
        long high = count - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long found = addressAt(middle);
            if (found == address) return middle;
            if (found < address) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The same, for who expects it at position `likely`.
    synchronized long find(long address, long likely) throws IOException {
        if (likely < count && addressAt(likely) == address) return likely;
        return find(address);
    }

    /// The `number` records from `position` on.
    byte[] records(long position, int number) throws IOException {
        var records = new byte[number * ChecksWriter.RECORD];
        stream.read(position * ChecksWriter.RECORD, records, 0, records.length);
        return records;
    }

    /// The address of record `position`, counted from 0; its CRC-32C follows in the record.
    private long addressAt(long position) throws IOException {
        stream.read(position * ChecksWriter.RECORD, record, 0, record.length);
        return ByteOrders.getLong(record, 0);
    }
}
