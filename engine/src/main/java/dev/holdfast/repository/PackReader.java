package dev.holdfast.repository;

import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.PayloadKey;
import dev.holdfast.crypto.SealedLayout;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackTrailer;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Reads chunks out of packs by range.
///
/// The age header and its nonce come from the snapshot's database, never from the store:
/// so nobody without the file key can forge a segment (docs/format/pack.md, "Reading").
final class PackReader implements AutoCloseable {

    /// What one request fetches at most; longer runs are split.
    private static final int RANGE_MAX = 64 << 20;

    /// Tables of most packs are no longer than this; what lies before it is read by itself.
    private static final int TAIL = 64 << 10;

    /// Metadata packs up to this size are fetched whole, and the last few are kept: less than
    /// two requests more would take, where one takes 30 ms.
    private static final int KEPT_PACK_MAX = 4 << 20;

    private static final int KEPT_BYTES = 8 << 20;

    private final BlobStore store;
    private final List<Identity> identities;
    private final LinkedHashMap<Sha256, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int keptBytes;
    private final Map<Sha256, PayloadKey> keys = new ConcurrentHashMap<>();

    PackReader(BlobStore store, List<Identity> identities) {
        this.store = store;
        this.identities = List.copyOf(identities);
    }

    byte[] read(SnapshotPack pack, int chunk) throws IOException {
        try (var decoder = new FrameDecoder()) {
            var frame =
                    plain(pack, pack.lengths().offset(chunk), pack.lengths().storedLength(chunk));
            return decode(decoder, pack, chunk, frame, 0);
        }
    }

    void read(SnapshotPack pack, int first, int count, OpenSnapshot.ChunkVisitor visitor)
            throws IOException, InterruptedException {
        var lengths = pack.lengths();
        int end = first + count;
        try (var decoder = new FrameDecoder()) {
            for (int from = first; from < end; ) {
                int to = from + 1;
                while (to < end && lengths.offset(to + 1) - lengths.offset(from) <= RANGE_MAX) to++;
                long start = lengths.offset(from);
                var frames = plain(pack, start, Math.toIntExact(lengths.offset(to) - start));
                for (int i = from; i < to; i++) {
                    int at = (int) (lengths.offset(i) - start);
                    visitor.visit(i, decode(decoder, pack, i, frames, at));
                }
                from = to;
            }
        }
    }

    /// The tables at the end of a pack, read by ranges: mostly one.
    PackTrailer trailer(SnapshotPack pack) throws IOException {
        long start = pack.lengths().storedSize();
        int length = (int) Math.min(pack.plainLength() - start, TAIL);
        long tailStart = pack.plainLength() - length;
        var tail = plain(pack, tailStart, length);
        return PackTrailer.readFrom("pack " + pack.name(), new RandomAccessBytes() {
            @Override
            public long size() {
                return pack.plainLength();
            }

            @Override
            public void read(long position, byte[] target, int offset, int wanted)
                    throws IOException {
                boolean there = position >= tailStart;
                var from = there ? tail : plain(pack, position, wanted);
                int at = there ? (int) (position - tailStart) : 0;
                System.arraycopy(from, at, target, offset, wanted);
            }
        });
    }

    /// Part of a pack by one request, to be opened by [#open].
    PackStream stream(SnapshotPack pack, int first, int end) throws IOException {
        return PackStream.open(store, pack, first, end);
    }

    /// Opens what a stream has brought.
    void open(SealedChunks sealed, OpenSnapshot.ChunkVisitor visitor)
            throws IOException, InterruptedException {
        var pack = sealed.pack();
        var lengths = pack.lengths();
        var header = AgeHeader.parse("pack " + pack.name(), pack.header().toByteArray());
        var frames = new byte[sealed.range().plainLength()];
        sealed.range().open(key(pack.name(), header), sealed.bytes(), 0, frames, 0);
        long start = lengths.offset(sealed.first());
        try (var decoder = new FrameDecoder()) {
            for (int i = sealed.first(); i < sealed.first() + sealed.count(); i++) {
                int at = (int) (lengths.offset(i) - start);
                visitor.visit(i, decode(decoder, pack, i, frames, at));
            }
        }
    }

    @Override
    public void close() {
        for (var key : keys.values()) key.close();
        keys.clear();
    }

    private static byte[] decode(
            FrameDecoder decoder, SnapshotPack pack, int chunk, byte[] frames, int offset)
            throws IOException {
        return decoder.decode(
                "pack " + pack.name() + ": chunk " + chunk,
                frames,
                offset,
                pack.lengths().storedLength(chunk),
                pack.lengths().length(chunk));
    }

    /// `length` bytes of the pack's plaintext from `offset` on.
    private byte[] plain(SnapshotPack pack, long offset, int length) throws IOException {
        var what = "pack " + pack.name();
        var header = AgeHeader.parse(what, pack.header().toByteArray());
        var range = SealedLayout.of(header, pack.size()).range(offset, length);
        var key = key(pack.name(), header);
        var plain = new byte[length];
        if (isKept(pack)) {
            range.open(key, whole(pack), Math.toIntExact(range.storedOffset()), plain, 0);
            return plain;
        }
        var sealed = new byte[range.storedLength()];
        store.read(BlobKey.pack(pack.name()), range.storedOffset(), sealed, 0, sealed.length);
        range.open(key, sealed, 0, plain, 0);
        return plain;
    }

    /// Metadata is read here and there: a small pack of it comes whole, by one request.
    static boolean isKept(SnapshotPack pack) {
        return pack.kind() == PackKind.METADATA && pack.size() <= KEPT_PACK_MAX;
    }

    private byte[] whole(SnapshotPack pack) throws IOException {
        synchronized (kept) {
            var known = kept.get(pack.name());
            if (known != null) return known;
        }
        var stored = new byte[Math.toIntExact(pack.size())];
        store.read(BlobKey.pack(pack.name()), 0, stored, 0, stored.length);
        synchronized (kept) {
            if (kept.put(pack.name(), stored) == null) keptBytes += stored.length;
            var eldest = kept.entrySet().iterator();
            while (keptBytes > KEPT_BYTES && eldest.hasNext()) {
                keptBytes -= eldest.next().getValue().length;
                eldest.remove();
            }
        }
        return stored;
    }

    private PayloadKey key(Sha256 name, AgeHeader header) throws IOException {
        var known = keys.get(name);
        if (known != null) return known;
        var opened = header.unwrap(identities);
        var before = keys.putIfAbsent(name, opened);
        return before == null ? opened : before;
    }
}
