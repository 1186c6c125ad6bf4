package dev.holdfast.catalog;

import java.util.Arrays;

/// Where the bytes of one stream of one snapshot lie: ranges of addresses, ascending and
/// disjoint, each a run of whole chunks of one pack.
///
/// Never changes; 36 bytes an extent. Extents count from 0, packs as in [SnapshotDatabase].
public final class Extents {

    /// What one extent takes in memory.
    static final int BYTES_PER_EXTENT = 36;

    private final long[] addresses;
    private final long[] lengths;
    private final long[] packOffsets;
    private final int[] packs;
    private final int[] firstChunks;
    private final int[] chunkCounts;

    private Extents(Builder full) {
        addresses = full.addresses;
        lengths = full.lengths;
        packOffsets = full.packOffsets;
        packs = full.packs;
        firstChunks = full.firstChunks;
        chunkCounts = full.chunkCounts;
    }

    public int count() {
        return addresses.length;
    }

    /// The first address that extent `extent` covers.
    public long address(int extent) {
        return addresses[extent];
    }

    /// How many addresses it covers.
    public long length(int extent) {
        return lengths[extent];
    }

    /// The first address behind it.
    public long end(int extent) {
        return addresses[extent] + lengths[extent];
    }

    /// The ordinal of the pack it lies in.
    public int pack(int extent) {
        return packs[extent];
    }

    /// Its first chunk among the pack's chunks.
    public int firstChunk(int extent) {
        return firstChunks[extent];
    }

    public int chunkCount(int extent) {
        return chunkCounts[extent];
    }

    /// Where it begins in the decoded chunks of the pack.
    public long packOffset(int extent) {
        return packOffsets[extent];
    }

    /// The extent that covers `address`, or -1 if none does.
    public int find(long address) {
        int at = findFrom(address);
        return at < addresses.length && addresses[at] <= address ? at : -1;
    }

    /// The first extent that ends behind `address`; [#count] if none does.
    public int findFrom(long address) {
        int at = Arrays.binarySearch(addresses, address);
        if (at >= 0) return at;
        int before = -at - 2;
        return before >= 0 && end(before) > address ? before : before + 1;
    }

    /// Extents in the making, exactly as many as was said. Whoever adds has checked them.
    static final class Builder {

        private final long[] addresses;
        private final long[] lengths;
        private final long[] packOffsets;
        private final int[] packs;
        private final int[] firstChunks;
        private final int[] chunkCounts;
        private int count;

        Builder(int capacity) {
            addresses = new long[capacity];
            lengths = new long[capacity];
            packOffsets = new long[capacity];
            packs = new int[capacity];
            firstChunks = new int[capacity];
            chunkCounts = new int[capacity];
        }

        void add(long address, long length, int pack, int first, int chunks, long packOffset) {
            addresses[count] = address;
            lengths[count] = length;
            packOffsets[count] = packOffset;
            packs[count] = pack;
            firstChunks[count] = first;
            chunkCounts[count] = chunks;
            count++;
        }

        Extents build() {
            if (count != addresses.length) throw new IllegalStateException("extents are missing");
            return new Extents(this);
        }
    }
}
