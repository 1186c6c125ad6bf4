package dev.holdfast.reference;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.pxar.Timestamp;

/// What this host's file system said of one entry when it was backed up.
///
/// @param size and `address` of a regular file's content, else 0
public record Hint(
        long device, long inode, Timestamp ctime, Timestamp mtime, long size, long address) {

    /// Bytes of one in the file `hints`: device, inode, seconds of ctime and of mtime, size,
    /// address (u64 each), nanoseconds of ctime and of mtime (u32 each).
    public static final int BYTES = 56;

    /// Nothing is known, as of a hard link.
    public static final Hint NONE = nothing(0);

    /// What the archive has of a regular file may never have been in it at one moment: it is
    /// to be read again, whatever its size and times say.
    public static final Hint DOUBTFUL = nothing(-1);

    private static Hint nothing(long address) {
        return new Hint(0, 0, new Timestamp(0, 0), new Timestamp(0, 0), 0, address);
    }

    void write(ByteWriter out) {
        out.u64(device)
                .u64(inode)
                .u64(ctime.seconds())
                .u64(mtime.seconds())
                .u64(size)
                .u64(address)
                .u32(ctime.nanos())
                .u32(mtime.nanos());
    }

    static Hint read(byte[] bytes, int at) {
        return new Hint(
                ByteOrders.getLong(bytes, at),
                ByteOrders.getLong(bytes, at + 8),
                new Timestamp(
                        ByteOrders.getLong(bytes, at + 16), ByteOrders.getInt(bytes, at + 48)),
                new Timestamp(
                        ByteOrders.getLong(bytes, at + 24), ByteOrders.getInt(bytes, at + 52)),
                ByteOrders.getLong(bytes, at + 32),
                ByteOrders.getLong(bytes, at + 40));
    }
}
