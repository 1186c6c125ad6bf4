package dev.holdfast.repository;

import dev.holdfast.catalog.ChunkIndex;
import dev.holdfast.flow.Channel;
import dev.holdfast.flow.OrderedStage;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.format.pack.PackLimits;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// From chunks to stored packs: identify, compress, pack, seal, store.
///
/// Data moves down only. Chunks are identified and compressed on all cores and packed in
/// the order in which they came, so neighbours in an archive are neighbours in a pack. A
/// slow store holds the walk back. The first failure ends every stage, and no thread
/// outlives [#run].
final class PackPipeline implements ChunkSink {

    /// Chunks between the walk and the packer, in bytes: four of the largest size, two for
    /// each core of a small machine. Their frames may take as much again.
    private static final long CHUNK_BYTES_UNDER_WAY = 16 << 20;

    private static final int CHUNKS_UNDER_WAY = 1024;

    /// Full packs that wait for the store. With the one that is being made and those that are
    /// being stored they are most of a backup's memory.
    private static final int PACKS_WAITING = 1;

    private final PackPipelineOptions options;
    private final ChunkIndex index;
    private final PackStorer storer;
    private final RunPacks packs;
    private final RunTraffic traffic;

    /// Chunks of packs that are not in the index yet. Bounded by the packs under way: what
    /// is stored moves to the index.
    private final Map<ChunkKey, Place> fresh = new ConcurrentHashMap<>();

    private final Map<PackKind, Open> open = new EnumMap<>(PackKind.class);
    private final Map<ArchiveStream, ExtentColumns> extents = new EnumMap<>(ArchiveStream.class);
    private final List<long[]> abandoned = new ArrayList<>();
    private final Buffers buffers = new Buffers();
    private final Queue<FrameEncoder> encoders = new ConcurrentLinkedQueue<>();
    private @Nullable OrderedStage<Piece, Piece.Sealed> sealing;

    /// A pack in the making and its number.
    private record Open(int number, PackBuilder builder) {}

    /// A pack that waits for the store.
    private record Full(int number, BuiltPack pack) {}

    PackPipeline(
            PackPipelineOptions options,
            ChunkIndex index,
            PackStorer storer,
            RunPacks packs,
            RunTraffic traffic) {
        this.options = options;
        this.index = index;
        this.storer = storer;
        this.packs = packs;
        this.traffic = traffic;
        for (var stream : ArchiveStream.values()) extents.put(stream, new ExtentColumns());
    }

    /// Runs the pipeline until `producer` has returned and everything it made is stored.
    void run(ChunkProducer producer) throws IOException, InterruptedException {
        try (var scope = Scope.open("backup")) {
            var stage = OrderedStage.<Piece, Piece.Sealed>open(
                    scope,
                    "seal",
                    options.cores(),
                    CHUNKS_UNDER_WAY,
                    CHUNK_BYTES_UNDER_WAY,
                    Piece::length,
                    this::seal);
            var channel = Channel.<Full>in(scope, PACKS_WAITING);
            sealing = stage;
            scope.fork("pack", () -> pack(stage, channel));
            for (int i = 0; i < options.connections(); i++) {
                scope.fork("store " + i, () -> channel.drain(this::store));
            }
            producer.produce(this);
            stage.end();
            scope.join();
        } finally {
            for (var pack : open.values()) pack.builder().close();
            for (var encoder : encoders) encoder.close();
        }
    }

    @Override
    public byte[] array(int length) {
        return buffers.take(length);
    }

    @Override
    public void put(ArchiveStream stream, long address, byte[] bytes, int length)
            throws IOException, InterruptedException {
        if (sealing == null) throw new IllegalStateException("the pipeline does not run");
        sealing.submit(new Piece(stream, address, bytes, length));
    }

    @Override
    public void abandon(long from, long to) {
        abandoned.add(new long[] {from, to});
    }

    /// The extents of a stream, ascending, without what was abandoned. After [#run].
    ExtentColumns extents(ArchiveStream stream) {
        var found = extents.get(stream);
        if (found == null) throw new IllegalStateException("no stream " + stream);
        var live = new ExtentColumns();
        for (int i = 0; i < found.count(); i++) {
            if (stream == ArchiveStream.PAYLOAD && isAbandoned(found.address(i))) continue;
            live.append(
                    found.address(i),
                    found.length(i),
                    found.pack(i),
                    found.firstChunk(i),
                    found.chunkCount(i));
        }
        return live.sorted();
    }

    private boolean isAbandoned(long address) {
        for (var range : abandoned) {
            if (address >= range[0] && address < range[1]) return true;
        }
        return false;
    }

    /// First stage, on every core: who is it, and does the repository have it?
    private Piece.Sealed seal(Piece piece) throws IOException {
        var id = Sha256.hash(piece.bytes(), 0, piece.length());
        var key = new ChunkKey(piece.stream().kind(), id);
        Frame frame = null;
        if (find(key) == null) {
            var encoder = encoders.poll();
            if (encoder == null) encoder = new FrameEncoder(options.compression(), buffers);
            frame = encoder.encode(piece.bytes(), piece.length());
            encoders.add(encoder);
        }
        buffers.give(piece.bytes());
        return piece.sealed(id, frame);
    }

    /// Second stage, one thread, in order.
    private void pack(OrderedStage<Piece, Piece.Sealed> stage, Channel<Full> channel)
            throws IOException, InterruptedException {
        for (var sealed = stage.take(); sealed != null; sealed = stage.take()) {
            var place = place(sealed, channel);
            if (sealed.frame() != null) buffers.give(sealed.frame().bytes());
            var columns = extents.get(sealed.stream());
            if (columns == null) throw new IllegalStateException("no stream " + sealed.stream());
            columns.add(sealed.address(), sealed.length(), place.pack(), place.chunk());
        }
        for (var kind : PackKind.values()) finish(kind, true, channel);
        channel.end();
    }

    private Place place(Piece.Sealed sealed, Channel<Full> channel)
            throws IOException, InterruptedException {
        var key = new ChunkKey(sealed.stream().kind(), sealed.id());
        var found = find(key);
        if (found != null) return found;
        var frame = sealed.frame();
        if (frame == null) {
            throw new IllegalStateException("a known chunk is not known any more: " + sealed.id());
        }
        var pack = open.computeIfAbsent(key.kind(), this::openPack);
        int chunk = pack.builder().add(sealed.id(), frame, sealed.length());
        var place = new Place(pack.number(), chunk);
        fresh.put(key, place);
        traffic.fresh(sealed.length());
        if (pack.builder().plainLength() >= options.packSize()
                || pack.builder().count() == PackLimits.CHUNK_COUNT_MAX) {
            finish(key.kind(), false, channel);
        }
        return place;
    }

    private Open openPack(PackKind kind) {
        // A metadata pack is rarely full, so it grows instead of being large from the start.
        int capacity = kind == PackKind.PAYLOAD ? options.packSize() + (5 << 20) : 1 << 20;
        return new Open(
                packs.made(),
                PackBuilder.open(
                        kind, options.recipient(kind), capacity, buffers, options.random()));
    }

    private void finish(PackKind kind, boolean last, Channel<Full> channel)
            throws IOException, InterruptedException {
        var pack = open.remove(kind);
        if (pack != null) channel.put(new Full(pack.number(), pack.builder().finish(last)));
    }

    /// Third stage: name it, read it back, store it, write it down.
    private void store(Full full) throws IOException, InterruptedException {
        try (var pack = full.pack()) {
            var stored = storer.store(pack);
            packs.stored(full.number(), stored.row(), stored.facts().name());
            traffic.stored(pack.size());
            var chunks = stored.facts().chunks();
            for (int i = 0; i < chunks.count(); i++) {
                fresh.remove(new ChunkKey(stored.facts().kind(), chunks.id(i)));
            }
        }
    }

    private @Nullable Place find(ChunkKey key) throws IOException {
        var place = fresh.get(key);
        if (place != null) return place;
        // A chunk leaves `fresh` only after it came into the index, so this order misses none.
        var known = index.findChunk(key.kind(), key.id());
        return known == null ? null : new Place(packs.known(known.pack()), known.chunk());
    }
}
