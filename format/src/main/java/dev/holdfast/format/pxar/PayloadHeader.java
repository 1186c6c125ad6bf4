package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.CorruptDataException;

/// The 16 bytes in front of a content in a payload stream, for who keeps contents elsewhere
/// than in a pxar file. Specified in docs/format/pxar.md, section "Item header".
public final class PayloadHeader {

    public static final int BYTES = ItemHeader.BYTES;

    private PayloadHeader() {}

    /// Writes the header of a content of `size` bytes.
    public static void write(long size, byte[] target, int offset) {
        var header = new ItemHeader(ItemType.PAYLOAD, size);
        ByteOrders.putLong(target, offset, header.type().code);
        ByteOrders.putLong(target, offset + 8, header.fullSize());
    }

    /// Refuses what is not the header of a content of `size` bytes. `address` is for the
    /// message.
    public static void check(byte[] bytes, int offset, long address, long size)
            throws CorruptDataException {
        var header = ItemHeader.readFrom(bytes, offset, address);
        if (header.type() != ItemType.PAYLOAD || header.contentSize() != size) {
            throw new CorruptDataException("payload at %d: is %s of %d bytes, not a content of %d"
                    .formatted(address, header.type(), header.contentSize(), size));
        }
    }
}
