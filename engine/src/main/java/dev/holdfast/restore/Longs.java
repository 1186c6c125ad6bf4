package dev.holdfast.restore;

import java.util.Arrays;

/// Numbers in a row that grows: 8 bytes each, and no objects.
final class Longs {

    private long[] values = new long[64];
    private int size;

    void add(long value) {
        if (size == values.length) values = Arrays.copyOf(values, size + (size >> 1));
        values[size++] = value;
    }

    long get(int row) {
        return values[row];
    }

    int size() {
        return size;
    }

    /// Where `value` is, -1 if nowhere; the numbers must be in ascending order.
    int find(long value) {
        int found = Arrays.binarySearch(values, 0, size, value);
        return found >= 0 ? found : -1;
    }
}
