package dev.holdfast.backup;

import dev.holdfast.catalog.KnownPack;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.reference.PayloadPlaces;
import dev.holdfast.repository.BackupRun;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The payload log that a backup goes on with: which contents in it can be relied on, and
/// which chunks are still in use in the end.
///
/// A content counts only if every chunk under it lies in a pack that this run may rely on.
/// What is *sparse*, less than half in use, is left: up to a limit its contents are read
/// again and stored anew, so that the old packs can die (docs/format/protocols.md, "Staying
/// compact"). 4 bytes a chunk beside the places themselves.
final class KeptLog {

    private final PayloadPlaces places;
    private final List<@Nullable KnownPack> packs;
    private final BitSet left;
    private final int[] used;
    private final long leftBytes;
    private int likely;

    private KeptLog(
            PayloadPlaces places, List<@Nullable KnownPack> packs, BitSet left, long leftBytes) {
        this.places = places;
        this.packs = packs;
        this.left = left;
        this.leftBytes = leftBytes;
        this.used = new int[places.count()];
    }

    /// `beside` are the places of the host's other sources, `evacuationMax` the most bytes of
    /// content that may be read again to stay compact.
    static KeptLog open(
            PayloadPlaces places, List<PayloadPlaces> beside, BackupRun run, long evacuationMax)
            throws IOException {
        var packs = new ArrayList<@Nullable KnownPack>();
        for (var name : places.packs()) packs.add(run.findUsable(name));
        var choice = new Choice(places, evacuationMax);
        choice.packs(run, packs, beside);
        choice.chunks();
        return new KeptLog(places, packs, choice.left, choice.bytes);
    }

    /// Why the content at `address`, of `size` bytes, cannot stay where it is; null if it can.
    @Nullable
    Change find(long address, long size) {
        long end = address + PayloadHeader.BYTES + size;
        int chunk = at(address);
        // The header of a large content is implied: its chunks begin behind it.
        long covered = chunk < places.count() && places.start(chunk) > address
                ? address + PayloadHeader.BYTES
                : address;
        for (; covered < end; chunk++) {
            if (chunk >= places.count() || places.start(chunk) > covered) return Change.LOST;
            if (left.get(chunk)) return Change.EVACUATED;
            if (packs.get(places.pack(chunk)) == null) return Change.LOST;
            covered = places.end(chunk);
        }
        return null;
    }

    /// Says that an entry refers to a content that [#find] had nothing against.
    void use(long address, long size) {
        long end = address + PayloadHeader.BYTES + size;
        for (int i = at(address); i < places.count() && places.start(i) < end; i++) {
            long from = Math.max(address, places.start(i));
            long to = Math.min(end, places.end(i));
            used[i] = (int) Math.min(places.length(i), used[i] + to - from);
        }
    }

    /// Bytes that are in use of the chunk at `address`, which this log has.
    int used(long address) {
        return used[at(address)];
    }

    /// Bytes of content that are to be read again.
    long leftBytes() {
        return leftBytes;
    }

    /// Tells the run which chunks it keeps.
    void finish(BackupRun run) {
        for (int i = 0; i < used.length; i++) {
            var pack = packs.get(places.pack(i));
            if (used[i] == 0 || pack == null) continue;
            run.keep(places.start(i), places.length(i), pack, places.chunk(i));
        }
    }

    private int at(long address) {
        int i = likely;
        boolean there = i < places.count()
                && places.end(i) > address
                && (i == 0 || places.end(i - 1) <= address);
        if (!there) {
            i = places.findFrom(address);
            likely = i;
        }
        return i;
    }

    /// Picks what is left, worst first, until the limit.
    private static final class Choice {

        private final PayloadPlaces places;
        private final BitSet left = new BitSet();
        private final long max;
        private long bytes;

        Choice(PayloadPlaces places, long max) {
            this.places = places;
            this.max = max;
        }

        /// Sparse packs go as a whole, and nothing in them is found again.
        void packs(BackupRun run, List<@Nullable KnownPack> packs, List<PayloadPlaces> beside)
                throws IOException {
            var live = new HashMap<Sha256, Long>(places.livePacks());
            var mine = Map.copyOf(live);
            for (var other : beside) {
                other.livePacks().forEach((pack, sum) -> live.merge(pack, sum, Long::sum));
            }
            var sizes = new HashMap<Sha256, Long>();
            for (var pack : packs) {
                if (pack == null) continue;
                var lengths = run.catalog().getPack(pack.pack()).lengths();
                sizes.put(pack.name(), lengths.decodedSize());
            }
            var sparse = new ArrayList<KnownPack>();
            for (var pack : packs) {
                if (pack != null && 2 * get(live, pack) < get(sizes, pack)) sparse.add(pack);
            }
            sparse.sort(Comparator.comparingDouble(
                    pack -> (double) get(live, pack) / get(sizes, pack)));
            var avoided = new HashSet<Sha256>();
            for (var pack : sparse) {
                long more = get(mine, pack);
                if (bytes + more > max) continue;
                bytes += more;
                run.avoid(pack);
                avoided.add(pack.name());
            }
            for (int i = 0; i < places.count(); i++) {
                if (avoided.contains(places.packs().get(places.pack(i)))) left.set(i);
            }
        }

        private static long get(Map<Sha256, Long> sums, KnownPack pack) {
            return sums.getOrDefault(pack.name(), 0L);
        }

        void chunks() {
            var sparse = IntStream.range(0, places.count())
                    .filter(i -> !left.get(i) && 2L * places.live(i) < places.length(i))
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                            i -> (double) places.live(i) / places.length(i)))
                    .toList();
            for (int chunk : sparse) {
                if (bytes + places.live(chunk) > max) continue;
                bytes += places.live(chunk);
                left.set(chunk);
            }
        }
    }
}
