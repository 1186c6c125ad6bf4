package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/// Names whose hashes are equal: nobody has met two, but the key is public and they can be
/// made. The tables here are made up, their hashes too.
final class EqualHashesTest {

    private static final long[] HASHES = {7, 7, 3, 7, -1, 7, 7, 3};
    private static final long TABLE = 1_000;

    @Test
    void aSearchFindsEachOfMany() throws IOException {
        var table = DirectoryTable.open(ArchiveBytes.at(directory(table(order()))), 0, size());
        for (int child = 0; child < HASHES.length; child++) {
            long position = position(child);
            assertTrue(table.search(HASHES[child], (found, _) -> found == position));
        }
        assertFalse(table.search(7, (found, _) -> found == position(2)));
        assertFalse(table.search(8, (_, _) -> true));
        assertTrue(table.hasEqualHashes());
    }

    @Test
    void writersPutThemInArchiveOrder() {
        assertEquals("[2, 7, 0, 1, 3, 5, 6, 4]", Arrays.toString(order()));
    }

    @Test
    void readersTakeThemInAnyOrder() throws IOException {
        check(table(order()));
        check(table(new int[] {7, 2, 6, 0, 5, 1, 3, 4}));
    }

    @Test
    void noneIsListedTwice() {
        assertThrows(
                CorruptDataException.class, () -> check(table(new int[] {2, 7, 0, 1, 3, 5, 5, 4})));
        assertThrows(
                CorruptDataException.class, () -> check(table(new int[] {2, 2, 0, 1, 3, 5, 6, 4})));
    }

    private static void check(ByteString table) throws IOException {
        var bytes = new ByteArrayInputStream(table.toByteArray());
        var in = new ItemInput(ByteFeed.of(bytes), TABLE, 64);
        TableCheck.take(in, children(), ArchiveForm.V1, 0, true);
        assertTrue(in.isAtEnd());
    }

    private static int[] order() {
        return children().byHash();
    }

    private static ChildTable children() {
        var children = new ChildTable(ArchiveForm.V1);
        for (int i = 0; i < HASHES.length; i++) children.add(HASHES[i], position(i), 50, 0, false);
        return children;
    }

    private static long position(int child) {
        return 100 + 100L * child;
    }

    private static long size() {
        return TABLE + ChildTable.itemSize(HASHES.length);
    }

    private static ByteString table(int[] order) {
        var out = new ByteWriter();
        MetadataWriter.header(
                ItemType.GOODBYE, ChildTable.itemSize(order.length) - ItemHeader.BYTES, out);
        for (int rank : TreeOrder.ranks(order.length)) {
            int child = order[rank];
            new TableItem(HASHES[child], TABLE - position(child), 50).writeTo(out);
        }
        new TableItem(ItemType.TABLE_TAIL_MARKER, TABLE, ChildTable.itemSize(order.length))
                .writeTo(out);
        return ByteString.of(out.toByteArray());
    }

    private static ByteString directory(ByteString table) {
        return ByteString.of(new byte[(int) TABLE]).concat(table);
    }
}
