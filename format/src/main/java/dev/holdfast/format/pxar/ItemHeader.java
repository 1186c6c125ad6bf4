package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;

/// The 16 bytes before every item: its type code, then its full size, these 16 included.
/// Specified in docs/format/pxar.md, section "Item header".
record ItemHeader(ItemType type, long contentSize) {

    static final int BYTES = 16;

    ItemHeader {
        if (!type.allows(contentSize)) {
            throw new IllegalArgumentException("%s of %d bytes".formatted(type, contentSize));
        }
    }

    long fullSize() {
        return BYTES + contentSize;
    }

    void writeTo(ByteWriter out) {
        out.u64(type.code).u64(fullSize());
    }

    /// Reads what [#writeTo] wrote. Trusts nothing: the size is held against the type before
    /// anyone allocates by it. `position` is where in the stream the header stands.
    static ItemHeader readFrom(byte[] bytes, int offset, long position)
            throws CorruptDataException {
        long code = ByteOrders.getLong(bytes, offset);
        long fullSize = ByteOrders.getLong(bytes, offset + 8);
        var type = ItemType.findCode(code);
        if (type == null) {
            throw new CorruptDataException("pxar archive: at %d is an item of unknown type 0x%016x"
                    .formatted(position, code));
        }
        if (fullSize < BYTES || !type.allows(fullSize - BYTES)) {
            throw new CorruptDataException("pxar archive: at %d is an item %s of %s bytes"
                    .formatted(position, type, Long.toUnsignedString(fullSize)));
        }
        return new ItemHeader(type, fullSize - BYTES);
    }
}
