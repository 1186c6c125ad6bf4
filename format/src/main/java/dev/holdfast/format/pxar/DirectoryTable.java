package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;

import java.io.IOException;

/// A directory's table where it lies, searched without reading it whole: the top ten levels
/// of its tree are held, 24 KiB, what is deeper is read item by item.
final class DirectoryTable {

    private static final int HELD = 1_024;

    private final RandomAccessBytes bytes;
    private final long position;
    private final int count;
    private final byte[] held;

    /// What a search asks about an item of the right hash: its place in the archive and size.
    interface Match {
        boolean test(long childPosition, long size) throws IOException;
    }

    private DirectoryTable(RandomAccessBytes bytes, long position, int count, byte[] held) {
        this.bytes = bytes;
        this.position = position;
        this.count = count;
        this.held = held;
    }

    /// Opens the table that ends at `end`, of the directory whose ENTRY is at `entryPosition`;
    /// for the root that is 0.
    static DirectoryTable open(RandomAccessBytes bytes, long entryPosition, long end)
            throws IOException {
        long least = ItemHeader.BYTES + TableItem.BYTES;
        if (end > bytes.size() || end - entryPosition < least) {
            throw corrupt(end, "no directory table can end");
        }
        var cell = new byte[TableItem.BYTES];
        bytes.read(end - TableItem.BYTES, cell, 0, TableItem.BYTES);
        var tail = TableItem.readFrom(cell, 0);
        if (tail.hash() != ItemType.TABLE_TAIL_MARKER) {
            throw corrupt(end, "no directory table ends");
        }
        long size = tail.size();
        long position = end - size;
        if (size < least
                || size > end - entryPosition
                || (size - ItemHeader.BYTES) % TableItem.BYTES != 0
                || tail.offset() != position - entryPosition) {
            throw corrupt(end - TableItem.BYTES, "the tail of a directory table points elsewhere");
        }
        long count = (size - ItemHeader.BYTES) / TableItem.BYTES - 1;
        checkHeader(bytes, position, size, count);
        var held = new byte[TableItem.BYTES * (int) Math.min(count, HELD)];
        bytes.read(position + ItemHeader.BYTES, held, 0, held.length);
        return new DirectoryTable(bytes, position, (int) count, held);
    }

    private static void checkHeader(RandomAccessBytes bytes, long position, long size, long count)
            throws IOException {
        var cell = new byte[ItemHeader.BYTES];
        bytes.read(position, cell, 0, ItemHeader.BYTES);
        var header = ItemHeader.readFrom(cell, 0, position);
        if (header.type() != ItemType.GOODBYE || header.fullSize() != size) {
            throw corrupt(position, "no directory table of %d bytes begins".formatted(size));
        }
        if (count > Integer.MAX_VALUE) {
            throw corrupt(position, "a directory table lists %d children".formatted(count));
        }
    }

    /// Where its GOODBYE item begins, which is where the last child ends.
    long position() {
        return position;
    }

    int count() {
        return count;
    }

    TableItem item(int place) throws IOException {
        int at = TableItem.BYTES * place;
        if (place < HELD) return TableItem.readFrom(held, at);
        var cell = new byte[TableItem.BYTES];
        bytes.read(
                position + ItemHeader.BYTES + (long) TableItem.BYTES * place, cell, 0, cell.length);
        return TableItem.readFrom(cell, 0);
    }

    /// Whether an item of this hash passes `match`. Of several with one hash, each is asked
    /// until one passes.
    boolean search(long hash, Match match) throws IOException {
        return search(0, hash, match);
    }

    /// Whether one child at least is in the table with a hash that another one has too.
    boolean hasEqualHashes() throws IOException {
        if (count < 2) return false;
        int place = TreeOrder.leftmost(0, count);
        long before = item(place).hash();
        for (int rank = 1; rank < count; rank++) {
            place = TreeOrder.next(place, count);
            long hash = item(place).hash();
            if (hash == before) return true;
            before = hash;
        }
        return false;
    }

    private boolean search(int place, long hash, Match match) throws IOException {
        while (place >= 0 && place < count) {
            var item = item(place);
            int order = Long.compareUnsigned(hash, item.hash());
            if (order == 0) {
                if (match.test(childPosition(item), item.size())) return true;
                if (search(2 * place + 1, hash, match)) return true;
            }
            place = 2 * place + (order < 0 ? 1 : 2);
        }
        return false;
    }

    private long childPosition(TableItem item) throws CorruptDataException {
        if (item.offset() <= 0 || item.offset() > position) {
            throw corrupt(
                    position,
                    "a directory table lists a child %s bytes before it"
                            .formatted(Long.toUnsignedString(item.offset())));
        }
        return position - item.offset();
    }
}
