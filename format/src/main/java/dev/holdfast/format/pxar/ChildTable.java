package dev.holdfast.format.pxar;

import java.util.Arrays;

/// The children of one open directory, as far as its table must list them: 32 bytes each.
///
/// Encoder and decoder collect the same facts here, the one to write a GOODBYE item, the
/// other to hold one against them. Specified in docs/format/pxar.md, section "Directory
/// table".
final class ChildTable {

    private static final int COLUMNS = 4;
    private static final int HASH = 0;
    private static final int POSITION = 1;
    private static final int SIZE = 2;
    private static final int CONTENT = 3;

    private final boolean mayBePartial;
    private long[] cells = new long[8 * COLUMNS];
    private int count;
    private long children;

    ChildTable(ArchiveForm form) {
        this.mayBePartial = form == ArchiveForm.STORED;
    }

    /// Makes the table that of another directory, without children yet.
    void clear() {
        count = 0;
        children = 0;
    }

    /// Adds a child whose items take `size` bytes of the metadata stream. `content` is what
    /// version 2 adds to that in its table: a regular file's size, else 0.
    void add(long hash, long position, long size, long content, boolean directory) {
        children++;
        if (mayBePartial && children == ArchiveLimits.FULL_TABLE_CHILDREN_MAX + 1)
            keepDirectories();
        if (mayBePartial && children > ArchiveLimits.FULL_TABLE_CHILDREN_MAX && !directory) return;
        int row = COLUMNS * count;
        if (row == cells.length) cells = Arrays.copyOf(cells, Math.multiplyExact(2, row));
        cells[row + HASH] = hash;
        cells[row + POSITION] = position;
        cells[row + SIZE] = size;
        cells[row + CONTENT] = directory ? -1 : content;
        count++;
    }

    private void keepDirectories() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (cells[COLUMNS * i + CONTENT] != -1) continue;
            System.arraycopy(cells, COLUMNS * i, cells, COLUMNS * kept++, COLUMNS);
        }
        count = kept;
    }

    /// How many children were added.
    long children() {
        return children;
    }

    /// How many of them the table lists.
    int count() {
        return count;
    }

    /// Bytes of the whole GOODBYE item.
    long itemSize() {
        return itemSize(count);
    }

    static long itemSize(long count) {
        return ItemHeader.BYTES + TableItem.BYTES * (count + 1);
    }

    long hash(int child) {
        return cells[COLUMNS * child + HASH];
    }

    long position(int child) {
        return cells[COLUMNS * child + POSITION];
    }

    /// The child's bytes in the metadata stream.
    long size(int child) {
        return cells[COLUMNS * child + SIZE];
    }

    /// The same with the content that version 2 counts in.
    long sizeWithContent(int child) {
        return size(child) + Math.max(0, cells[COLUMNS * child + CONTENT]);
    }

    /// The children by ascending hash, unsigned; those with equal hashes as they were added.
    int[] byHash() {
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        var spare = new int[count];
        for (int width = 1; width > 0 && width < count; width *= 2) {
            for (int from = 0; from < count; from += 2 * width) {
                merge(order, spare, from, width);
                if (from > count - 2 * width) break;
            }
            var swap = order;
            order = spare;
            spare = swap;
        }
        return order;
    }

    private void merge(int[] source, int[] target, int from, int width) {
        int middle = (int) Math.min((long) from + width, count);
        int end = (int) Math.min((long) from + 2L * width, count);
        int left = from;
        int right = middle;
        for (int i = from; i < end; i++) {
            boolean takeLeft = right == end
                    || (left < middle
                            && Long.compareUnsigned(hash(source[left]), hash(source[right])) <= 0);
            target[i] = takeLeft ? source[left++] : source[right++];
        }
    }
}
