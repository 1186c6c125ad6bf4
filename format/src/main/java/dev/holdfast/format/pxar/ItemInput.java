package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// Items taken off a stream one by one, through a buffer that grows with the largest item
/// only after its size was held against its type.
///
/// From [#mark] to [#unmark] the buffer keeps what was taken, so that an entry's bytes are
/// there in one piece when it is complete.
final class ItemInput {

    private final ByteFeed feed;
    private byte[] buffer;
    private int cursor;
    private int limit;
    private int mark = -1;
    private long base;
    private @Nullable ItemHeader peeked;

    /// Reads `feed`, whose first byte is at `position` of the stream.
    ItemInput(ByteFeed feed, long position, int capacity) {
        this.feed = feed;
        this.base = position;
        this.buffer = new byte[capacity];
    }

    static CorruptDataException corrupt(long position, String what) {
        return new CorruptDataException("pxar archive: at %d %s".formatted(position, what));
    }

    /// Where in the stream the next byte is.
    long position() {
        return base + cursor;
    }

    boolean isAtEnd() throws IOException {
        return cursor == limit && !fill(1);
    }

    /// The header of the next item, which stays to be taken.
    ItemHeader peek() throws IOException {
        var header = peeked;
        if (header == null) {
            need(ItemHeader.BYTES);
            header = ItemHeader.readFrom(buffer, cursor, position());
            peeked = header;
        }
        return header;
    }

    /// Passes over the header that [#peek] showed.
    void takeHeader() {
        peeked = null;
        cursor += ItemHeader.BYTES;
    }

    /// Passes over the header that [#peek] showed and has all of the item's content at hand.
    int takeWhole() throws IOException {
        int size = (int) peek().contentSize();
        takeHeader();
        need(size);
        return size;
    }

    long u64() throws IOException {
        need(8);
        cursor += 8;
        return ByteOrders.getLong(buffer, cursor - 8);
    }

    /// An unsigned 32-bit integer.
    long u32() throws IOException {
        need(4);
        cursor += 4;
        return Integer.toUnsignedLong(ByteOrders.getInt(buffer, cursor - 4));
    }

    ByteString bytes(int length) throws IOException {
        need(length);
        cursor += length;
        return ByteString.of(buffer, cursor - length, length);
    }

    /// Text of `length` bytes, the last of which is its terminating NUL.
    ByteString terminated(int length, ItemType type) throws IOException {
        var text = bytes(length - 1);
        need(1);
        if (buffer[cursor++] != 0) {
            throw corrupt(position() - 1, "the item %s lacks its terminating zero".formatted(type));
        }
        return text;
    }

    TableItem tableItem() throws IOException {
        need(TableItem.BYTES);
        cursor += TableItem.BYTES;
        return TableItem.readFrom(buffer, cursor - TableItem.BYTES);
    }

    /// From here on, what is taken is kept.
    void mark() {
        mark = cursor;
    }

    void unmark() {
        mark = -1;
    }

    /// Shows what was taken since [#mark].
    void showMarked(EncodedEntry entry) {
        entry.set(buffer, mark, cursor - mark);
    }

    /// Reads 1 to `length` bytes past the buffer if it is empty; -1 at the end.
    int read(byte[] target, int offset, int length) throws IOException {
        int count;
        if (cursor < limit) {
            count = Math.min(length, limit - cursor);
            System.arraycopy(buffer, cursor, target, offset, count);
            cursor += count;
        } else {
            count = feed.read(target, offset, length);
            if (count > 0) base += count;
        }
        return count;
    }

    void skip(long count) throws IOException {
        if (count > 0) peeked = null;
        if (count <= limit - cursor) {
            cursor += (int) count;
            return;
        }
        long beyond = count - (limit - cursor);
        base += limit + beyond;
        cursor = 0;
        limit = 0;
        feed.skip(beyond);
    }

    private void need(int count) throws IOException {
        if (limit - cursor < count && !fill(count)) {
            throw new CorruptDataException("pxar archive: ends at %d, where %d more bytes are due"
                    .formatted(base + limit, count - (limit - cursor)));
        }
    }

    /// Has `count` bytes ready from the cursor on, unless the stream ends before.
    private boolean fill(int count) throws IOException {
        int kept = mark >= 0 ? mark : cursor;
        if (kept > 0) {
            System.arraycopy(buffer, kept, buffer, 0, limit - kept);
            base += kept;
            cursor -= kept;
            limit -= kept;
            if (mark >= 0) mark = 0;
        }
        if (buffer.length - cursor < count) {
            buffer = Arrays.copyOf(buffer, Math.max(cursor + count, 2 * buffer.length));
        }
        while (limit - cursor < count) {
            int read = feed.read(buffer, limit, buffer.length - limit);
            if (read < 0) return false;
            limit += read;
        }
        return true;
    }
}
