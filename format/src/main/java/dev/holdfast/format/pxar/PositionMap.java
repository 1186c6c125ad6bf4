package dev.holdfast.format.pxar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is known by an entry's position: 16 bytes for each, added in ascending order.
///
/// An exporter keeps "old position → new position" of files that have further links here,
/// because a hard link's distance changes when tables between the two grow.
public final class PositionMap {

    private static final int BLOCK = 4_096;

    /// Blocks of positions and values in turn; all but the last are full.
    private final List<long[]> blocks = new ArrayList<>();

    private long count;
    private long last = Long.MIN_VALUE;

    public void add(long position, long value) {
        if (position <= last) {
            throw new IllegalArgumentException("position %d after %d".formatted(position, last));
        }
        last = position;
        int row = (int) (count++ % BLOCK);
        if (row == 0) blocks.add(new long[count == 1 ? 32 : 2 * BLOCK]);
        var block = blocks.getLast();
        if (2 * row == block.length) {
            block = Arrays.copyOf(block, 2 * block.length);
            blocks.set(blocks.size() - 1, block);
        }
        block[2 * row] = position;
        block[2 * row + 1] = value;
    }

    /// The value added with `position`, or `missing`.
    public long get(long position, long missing) {
        long low = 0;
        long high = count - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            var block = blocks.get((int) (middle / BLOCK));
            int row = (int) (middle % BLOCK);
            if (block[2 * row] == position) return block[2 * row + 1];
            if (block[2 * row] < position) low = middle + 1;
            else high = middle - 1;
        }
        return missing;
    }

    public long count() {
        return count;
    }
}
