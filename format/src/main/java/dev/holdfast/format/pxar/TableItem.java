package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteWriter;

/// One row of a directory's table: 24 bytes. `offset` counts back from the table's header.
record TableItem(long hash, long offset, long size) {

    static final int BYTES = 24;

    void writeTo(ByteWriter out) {
        out.u64(hash).u64(offset).u64(size);
    }

    static TableItem readFrom(byte[] bytes, int at) {
        return new TableItem(
                ByteOrders.getLong(bytes, at),
                ByteOrders.getLong(bytes, at + 8),
                ByteOrders.getLong(bytes, at + 16));
    }
}
