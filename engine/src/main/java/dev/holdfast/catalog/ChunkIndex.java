package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.PackKind;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.function.Predicate;

/// Which pack of this host holds a chunk: a [SlotTable] over the digests in the catalog.
///
/// A find is a fact: the whole digest was compared in the pack's row, and the pack was
/// usable when the index was opened or was put since. Metadata chunks and payload chunks
/// never answer for each other. Any number of threads may look up while others add. The
/// file is a cache of the catalog: what is not whole, or of another catalog, is built anew
/// (3 million chunks a second).
public final class ChunkIndex implements Closeable {

    private final Path file;
    private final PackRows packs;
    private final ByteString identity;
    private final BitSet[] usable = new BitSet[256];
    private volatile SlotTable table;
    private boolean whole = true;
    private boolean added;

    private ChunkIndex(Path file, PackRows packs, ByteString identity, SlotTable table) {
        this.file = file;
        this.packs = packs;
        this.identity = identity;
        this.table = table;
    }

    static ChunkIndex open(Path file, PackRows packs, Predicate<KnownPack> usable)
            throws IOException {
        var identity = packs.identity();
        long chunks = packs.chunkCount();
        var table = SlotTable.find(file, identity);
        if (table != null && table.entries() > 2 * chunks + (1 << SlotTable.SLOTS_LOG2_MIN)) {
            // Most of it is of packs that were dropped.
            table.close();
            table = null;
        }
        if (table == null) table = SlotTable.create(file, identity, slotsLog2For(chunks));
        var index = new ChunkIndex(file, packs, identity, table);
        try {
            packs.forEach(pack -> {
                if (usable.test(pack)) index.allow(pack.kind().code(), pack.pack());
            });
            packs.forEachDigests(table.lastPack(), index::addChunks);
            return index;
        } catch (Throwable failure) {
            index.table.close();
            throw failure;
        }
    }

    /// Where a chunk of kind `kind` with digest `id` lies, or null if no usable pack is
    /// known to hold it.
    public @Nullable ChunkPlace findChunk(PackKind kind, Sha256 id) throws IOException {
        var slots = table;
        long slot = slots.home(id.a());
        // The bound is for a damaged file that has no empty slot.
        for (long probes = slots.slots(); probes > 0; probes--) {
            long place = slots.place(slot);
            if (place == 0) return null;
            if (slots.key(slot) == id.a() && Place.kind(place) == kind.code()) {
                long pack = Place.pack(place);
                int chunk = Place.chunk(place);
                if (isUsable(kind.code(), pack) && packs.isAt(pack, chunk, id)) {
                    return new ChunkPlace(pack, chunk);
                }
            }
            slot = slots.next(slot);
        }
        return null;
    }

    /// Journals a pack whose put was confirmed, and returns its row. Its chunks are found
    /// from now on.
    public long addPack(SnapshotId run, PackFacts facts, Upload upload) throws IOException {
        long pack = packs.add(run, facts, upload);
        allow(facts.kind().code(), pack);
        synchronized (this) {
            packs.forEachDigests(table.lastPack(), this::addChunks);
        }
        return pack;
    }

    /// Finds nothing in the pack of row `pack` from now on.
    public void avoid(PackKind kind, long pack) {
        synchronized (usable) {
            var rows = usable[kind.code()];
            if (rows != null) rows.clear(Math.toIntExact(pack));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (var closing = table) {
            if (added && whole) closing.markWhole();
        }
    }

    private synchronized void addChunks(long pack, int kind, byte[] packed) throws IOException {
        if (!added) table.markOpen();
        added = true;
        whole = false;
        for (int i = 0; i < packed.length / Sha256.BYTES; i++) {
            if (!table.hasRoom()) grow();
            table.add(Sha256.of(packed, i * Sha256.BYTES).a(), Place.of(pack, kind, i));
        }
        table.setLastPack(pack);
        whole = true;
    }

    /// Puts a table of twice the size in place of the current one. Threads that still
    /// search the old one miss only what was added since.
    private void grow() throws IOException {
        var old = table;
        var next = file.resolveSibling(file.getFileName() + ".new");
        var larger = SlotTable.create(next, identity, old.slotsLog2() + 1);
        try {
            larger.addAll(old);
            larger.setLastPack(old.lastPack());
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (Throwable failure) {
            larger.close();
            throw failure;
        }
        table = larger;
        old.close();
    }

    private void allow(int kind, long pack) {
        synchronized (usable) {
            if (usable[kind] == null) usable[kind] = new BitSet();
            usable[kind].set(Math.toIntExact(pack));
        }
    }

    private boolean isUsable(int kind, long pack) {
        synchronized (usable) {
            return usable[kind] != null
                    && pack <= Integer.MAX_VALUE
                    && usable[kind].get((int) pack);
        }
    }

    private static int slotsLog2For(long chunks) {
        int log2 = SlotTable.SLOTS_LOG2_MIN;
        while ((1L << log2) / 4 * 3 <= chunks) log2++;
        return log2;
    }

    /// How a slot says where a chunk lies: 32 bits of the pack's row, 8 of its kind, 8 that
    /// are 0, 16 of the chunk's position.
    private static final class Place {

        static long of(long pack, int kind, int chunk) {
            if (pack <= 0 || pack > Integer.MAX_VALUE || chunk > 0xffff || kind > 0xff) {
                throw new IllegalArgumentException(
                        "no slot for chunk %d of row %d".formatted(chunk, pack));
            }
            return pack << 32 | (long) kind << 24 | chunk;
        }

        static long pack(long place) {
            return place >>> 32;
        }

        static int kind(long place) {
            return (int) (place >>> 24) & 0xff;
        }

        static int chunk(long place) {
            return (int) place & 0xffff;
        }
    }
}
