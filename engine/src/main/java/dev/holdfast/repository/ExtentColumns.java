package dev.holdfast.repository;

import java.util.Arrays;

/// The extents of one stream while they are found: 36 bytes each, neighbours joined.
///
/// Chunks come in the order in which they were cut, which is not quite that of addresses;
/// [#sorted] puts that right. Packs are numbers that the session gave out.
final class ExtentColumns {

    private long[] addresses = new long[64];
    private long[] lengths = new long[64];
    private int[] packs = new int[64];
    private int[] firstChunks = new int[64];
    private int[] chunkCounts = new int[64];
    private int count;

    /// Adds a chunk. It joins the extent before it if it follows that in addresses and in
    /// the same pack.
    void add(long address, int length, int pack, int chunk) {
        int last = count - 1;
        if (last >= 0
                && packs[last] == pack
                && firstChunks[last] + chunkCounts[last] == chunk
                && addresses[last] + lengths[last] == address) {
            lengths[last] += length;
            chunkCounts[last]++;
            return;
        }
        append(address, length, pack, chunk, 1);
    }

    void append(long address, long length, int pack, int firstChunk, int chunks) {
        if (count == addresses.length) grow();
        addresses[count] = address;
        lengths[count] = length;
        packs[count] = pack;
        firstChunks[count] = firstChunk;
        chunkCounts[count] = chunks;
        count++;
    }

    int count() {
        return count;
    }

    long address(int extent) {
        return addresses[extent];
    }

    long length(int extent) {
        return lengths[extent];
    }

    int pack(int extent) {
        return packs[extent];
    }

    int firstChunk(int extent) {
        return firstChunks[extent];
    }

    int chunkCount(int extent) {
        return chunkCounts[extent];
    }

    /// The same extents, ascending by address.
    ExtentColumns sorted() {
        // Almost in order already: what is out of order is what lay behind an open group
        // of small files. An insertion sort of the positions takes one pass then.
        var order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = i;
            while (at > 0 && addresses[order[at - 1]] > addresses[i]) at--;
            System.arraycopy(order, at, order, at + 1, i - at);
            order[at] = i;
        }
        var sorted = new ExtentColumns();
        for (int i : order) {
            sorted.append(addresses[i], lengths[i], packs[i], firstChunks[i], chunkCounts[i]);
        }
        return sorted;
    }

    /// These and `others`, both ascending by address, in one.
    ExtentColumns and(ExtentColumns others) {
        if (count == 0) return others;
        var both = new ExtentColumns();
        int other = 0;
        for (int i = 0; i < count; i++) {
            while (other < others.count && others.addresses[other] < addresses[i]) {
                both.append(others, other++);
            }
            both.append(this, i);
        }
        while (other < others.count) both.append(others, other++);
        return both;
    }

    private void append(ExtentColumns from, int extent) {
        append(
                from.addresses[extent],
                from.lengths[extent],
                from.packs[extent],
                from.firstChunks[extent],
                from.chunkCounts[extent]);
    }

    private void grow() {
        int room = 2 * count;
        addresses = Arrays.copyOf(addresses, room);
        lengths = Arrays.copyOf(lengths, room);
        packs = Arrays.copyOf(packs, room);
        firstChunks = Arrays.copyOf(firstChunks, room);
        chunkCounts = Arrays.copyOf(chunkCounts, room);
    }
}
