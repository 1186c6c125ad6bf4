package dev.holdfast.verify;

import java.util.Arrays;

/// The small contents that lie in one pack, as the snapshots say it: each a place in a
/// chunk, a size and a CRC-32C. The same place is kept once for each CRC that was claimed.
///
/// A hash table with open addressing; 12 bytes a slot, at most two thirds full. The size is
/// never 0, so a key of 0 is an empty slot.
final class SmallContents {

    private long[] keys = new long[16];
    private int[] crcs = new int[16];
    private int count;

    /// Adds a content. `chunk` is below 2^16, `offset` and `size` below 2^24: see the limits
    /// of a pack in docs/format/pack.md.
    void add(int chunk, int offset, int size, int crc32c) {
        if (3 * (count + 1) > 2 * keys.length) grow();
        if (put(key(chunk, offset, size), crc32c)) count++;
    }

    int count() {
        return count;
    }

    /// What a place is called.
    static long key(int chunk, int offset, int size) {
        return (long) chunk << 48 | (long) offset << 24 | size;
    }

    /// All contents, by chunk. `chunks` is how many the pack has.
    Sorted sorted(int chunks) {
        var starts = new int[chunks + 1];
        for (long key : keys) if (key != 0) starts[chunk(key) + 1]++;
        for (int i = 0; i < chunks; i++) starts[i + 1] += starts[i];
        var next = Arrays.copyOf(starts, chunks);
        var slots = new int[count];
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != 0) slots[next[chunk(keys[slot])]++] = slot;
        }
        return new Sorted(starts, slots);
    }

    /// The contents in the order of chunks.
    final class Sorted {

        private final int[] starts;
        private final int[] slots;

        private Sorted(int[] starts, int[] slots) {
            this.starts = starts;
            this.slots = slots;
        }

        void forEachIn(int chunk, Visitor visitor) {
            for (int i = starts[chunk]; i < starts[chunk + 1]; i++) {
                long key = keys[slots[i]];
                visitor.visit(
                        key, (int) (key >>> 24) & 0xffffff, (int) key & 0xffffff, crcs[slots[i]]);
            }
        }
    }

    /// Who is shown contents.
    @FunctionalInterface
    interface Visitor {

        void visit(long key, int offset, int size, int crc32c);
    }

    private static int chunk(long key) {
        return (int) (key >>> 48);
    }

    private boolean put(long key, int crc32c) {
        long mixed = (key ^ crc32c) * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != 0) {
            if (keys[slot] == key && crcs[slot] == crc32c) return false;
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        crcs[slot] = crc32c;
        return true;
    }

    private void grow() {
        var oldKeys = keys;
        var oldCrcs = crcs;
        keys = new long[2 * oldKeys.length];
        crcs = new int[2 * oldCrcs.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) put(oldKeys[i], oldCrcs[i]);
        }
    }
}
