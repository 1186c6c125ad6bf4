package dev.holdfast.reference;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the chunks of a snapshot's payload log lie, ascending by address, and how many
/// bytes of each its entries refer to.
///
/// 24 bytes a chunk, in memory as in the file `places`: some 24 MB for a terabyte.
public final class PayloadPlaces {

    private static final int ROW = 24;
    private static final int PACKS_MAX = 1 << 26;
    private static final int CHUNKS_MAX = 1 << 28;

    private final List<Sha256> packs;
    private final int count;
    private final long[] starts;
    private final int[] lengths;
    private final int[] packOf;
    private final int[] chunkOf;
    private final int[] live;

    private PayloadPlaces(Builder full) {
        packs = List.copyOf(full.packs);
        count = full.count;
        starts = Arrays.copyOf(full.starts, count);
        lengths = Arrays.copyOf(full.lengths, count);
        packOf = Arrays.copyOf(full.packOf, count);
        chunkOf = Arrays.copyOf(full.chunkOf, count);
        live = Arrays.copyOf(full.live, count);
    }

    /// The packs; they count from 0.
    public List<Sha256> packs() {
        return packs;
    }

    /// How many chunks there are; they count from 0.
    public int count() {
        return count;
    }

    /// The first address of chunk `i`.
    public long start(int i) {
        return starts[i];
    }

    public int length(int i) {
        return lengths[i];
    }

    public long end(int i) {
        return starts[i] + lengths[i];
    }

    /// The position of its pack in [#packs].
    public int pack(int i) {
        return packOf[i];
    }

    /// Its number among the chunks of its pack.
    public int chunk(int i) {
        return chunkOf[i];
    }

    /// The bytes of it that entries of the snapshot refer to.
    public int live(int i) {
        return live[i];
    }

    /// The first chunk that ends behind `address`; [#count] if none does.
    public int findFrom(long address) {
        int at = Arrays.binarySearch(starts, address);
        if (at >= 0) return at;
        int before = -at - 2;
        return before >= 0 && end(before) > address ? before : before + 1;
    }

    /// For each pack the bytes of it that entries refer to.
    public Map<Sha256, Long> livePacks() {
        var sums = new long[packs.size()];
        for (int i = 0; i < count; i++) sums[packOf[i]] += live[i];
        var found = new HashMap<Sha256, Long>();
        for (int i = 0; i < sums.length; i++) found.put(packs.get(i), sums[i]);
        return found;
    }

    void write(OutputStream target) throws IOException {
        var out = new ByteWriter(64 << 10).u32(packs.size()).u32(count);
        for (var pack : packs) {
            out.sha256(pack);
            flush(out, target);
        }
        for (int i = 0; i < count; i++) {
            out.u64(starts[i]).u32(lengths[i]).u32(packOf[i]).u32(chunkOf[i]).u32(live[i]);
            flush(out, target);
        }
        target.write(out.buffer(), 0, out.size());
    }

    private static void flush(ByteWriter out, OutputStream target) throws IOException {
        if (out.size() < 32 << 10) return;
        target.write(out.buffer(), 0, out.size());
        out.clear();
    }

    static PayloadPlaces read(String what, InputStream in) throws IOException {
        var head = take(what, in, 8);
        int packCount = ByteOrders.getInt(head, 0);
        int chunkCount = ByteOrders.getInt(head, 4);
        if (packCount < 0 || packCount > PACKS_MAX || chunkCount < 0 || chunkCount > CHUNKS_MAX) {
            throw new CorruptDataException(
                    "%s: names %d packs and %d chunks".formatted(what, packCount, chunkCount));
        }
        var builder = new Builder();
        for (int i = 0; i < packCount; i++) {
            builder.packs.add(Sha256.of(take(what, in, Sha256.BYTES)));
        }
        for (int i = 0; i < chunkCount; i++) {
            var row = take(what, in, ROW);
            int pack = ByteOrders.getInt(row, 12);
            if (pack < 0 || pack >= packCount) {
                throw new CorruptDataException("%s: names pack %d".formatted(what, pack));
            }
            builder.add(
                    ByteOrders.getLong(row, 0),
                    ByteOrders.getInt(row, 8),
                    pack,
                    ByteOrders.getInt(row, 16),
                    ByteOrders.getInt(row, 20));
        }
        if (in.read() >= 0) throw new CorruptDataException(what + ": is longer than it says");
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException(what + ": " + e.getMessage(), e);
        }
    }

    private static byte[] take(String what, InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) throw new CorruptDataException(what + ": ends early");
        return bytes;
    }

    /// Places in the making. Chunks are added by ascending address.
    public static final class Builder {

        private final List<Sha256> packs = new ArrayList<>();
        private final Map<Sha256, Integer> numbers = new HashMap<>();
        private int count;
        private long[] starts = new long[64];
        private int[] lengths = new int[64];
        private int[] packOf = new int[64];
        private int[] chunkOf = new int[64];
        private int[] live = new int[64];

        /// Adds a chunk of which `liveBytes` are in use.
        public void add(long start, int length, Sha256 pack, int chunk, int liveBytes) {
            int number = numbers.computeIfAbsent(pack, name -> {
                packs.add(name);
                return packs.size() - 1;
            });
            add(start, length, number, chunk, liveBytes);
        }

        private void add(long start, int length, int pack, int chunk, int liveBytes) {
            if (count == starts.length) {
                int room = 2 * count;
                starts = Arrays.copyOf(starts, room);
                lengths = Arrays.copyOf(lengths, room);
                packOf = Arrays.copyOf(packOf, room);
                chunkOf = Arrays.copyOf(chunkOf, room);
                live = Arrays.copyOf(live, room);
            }
            boolean ascends = count == 0 || start >= starts[count - 1] + lengths[count - 1];
            if (!ascends || length <= 0 || chunk < 0 || liveBytes < 0) {
                throw new IllegalArgumentException("no chunk of %d bytes is at %d, %d of them live"
                        .formatted(length, start, liveBytes));
            }
            starts[count] = start;
            lengths[count] = length;
            packOf[count] = pack;
            chunkOf[count] = chunk;
            live[count++] = liveBytes;
        }

        public PayloadPlaces build() {
            return new PayloadPlaces(this);
        }
    }
}
