package dev.holdfast.repository;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CatalogSnapshot;
import dev.holdfast.catalog.ChunkIndex;
import dev.holdfast.catalog.KnownPack;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.catalog.StateInUseException;
import dev.holdfast.catalog.StateLock;
import dev.holdfast.flow.Scope;
import dev.holdfast.flow.Task;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// One run that writes one snapshot, by the protocol of docs/format/protocols.md, "Backup".
///
/// Begins with the marker that keeps prune away and ends with its deletion; holds this
/// host's lock on the repository in between. [#write] takes chunks, [#commit] makes the
/// snapshot. A run that is closed before that leaves garbage at most.
public final class BackupRun implements AutoCloseable {

    private final Repository repository;
    private final RunOptions options;
    private final InstantSource clock;
    private final SecureRandom random;
    private final StateLock lock;
    private final Catalog catalog;
    private final SnapshotId snapshot;
    private final WriterId writer;
    private final RunPacks packs = new RunPacks();
    private final RunTraffic traffic = new RunTraffic();
    private final ExtentColumns kept = new ExtentColumns();
    private Trash.Packs trash = Trash.Packs.NONE;
    private @Nullable UsablePacks usable;
    private @Nullable ChunkIndex index;
    private @Nullable PackPipeline pipeline;
    private volatile List<StoredManifest> manifests = List.of();
    private boolean thorough;
    private boolean manifestSent;
    private boolean ended;

    private BackupRun(
            Repository repository,
            RunOptions options,
            InstantSource clock,
            SecureRandom random,
            StateLock lock,
            Catalog catalog) {
        this.repository = repository;
        this.options = options;
        this.clock = clock;
        this.random = random;
        this.lock = lock;
        this.catalog = catalog;
        this.snapshot = SnapshotId.random(random);
        this.writer = WriterId.random(random);
    }

    /// Takes this host's lock, announces the run, clears up after dead ones, and learns
    /// which packs may be relied on.
    public static BackupRun begin(
            Repository repository, RunOptions options, InstantSource clock, SecureRandom random)
            throws IOException {
        var lock = StateLock.acquire(repository.stateDirectory());
        try {
            var catalog = Catalog.open(lock);
            var run = new BackupRun(repository, options, clock, random, lock, catalog);
            try {
                run.start();
                return run;
            } catch (Throwable failure) {
                closeAfter(failure, run);
                throw failure;
            }
        } catch (Throwable failure) {
            closeAfter(failure, lock);
            throw failure;
        }
    }

    /// Ends what runs of this host that died have left, if there are any, for who has nothing to
    /// write. Who holds this host's lock meanwhile does it himself.
    public static void endDead(Repository repository) throws IOException {
        try (var lock = StateLock.acquire(repository.stateDirectory());
                var catalog = Catalog.open(lock)) {
            var dead = new DeadRuns(repository, catalog);
            if (!dead.areNone()) dead.clear(null);
        } catch (StateInUseException e) {
            return;
        }
    }

    public SnapshotId snapshot() {
        return snapshot;
    }

    public Repository repository() {
        return repository;
    }

    /// The lineage of a source; a new one if it was never backed up.
    public LineageId lineage(SourceKey source) throws IOException {
        return catalog.history().lineage(source, LineageId.random(random));
    }

    public RunTraffic traffic() {
        return traffic;
    }

    public Catalog catalog() {
        return catalog;
    }

    /// Snapshots of a lineage that this host has made, has not forgotten, and does not find in
    /// the repository any more, oldest first (docs/format/protocols.md, I7).
    public List<CatalogSnapshot> vanished(LineageId lineage) throws IOException {
        var there = new HashSet<SnapshotId>();
        for (var stored : manifests) there.add(stored.manifest().snapshot());
        return catalog.history().snapshots().stream()
                .filter(known -> known.lineage().equals(lineage)
                        && !known.id().equals(snapshot)
                        && !there.contains(known.id()))
                .toList();
    }

    /// The newest snapshot of a lineage by a writer who is trusted, null if there is none.
    public @Nullable StoredManifest findLast(LineageId lineage) {
        StoredManifest last = null;
        for (var stored : manifests) {
            if (stored.trusted() && stored.manifest().lineage().equals(lineage)) last = stored;
        }
        return last;
    }

    /// Runs `producer` and stores the chunks it makes. Once.
    public void write(ChunkProducer producer) throws IOException, InterruptedException {
        if (pipeline != null || index == null) throw new IllegalStateException("a run writes once");
        var sizes = RepositorySizes.of(repository.descriptor());
        var keys = repository.publicKeys();
        pipeline = new PackPipeline(
                new PackPipelineOptions(
                        keys.metadata(),
                        keys.payload(),
                        options.compression(),
                        sizes.packSize(),
                        options.cores(),
                        options.connections(),
                        random),
                index,
                new PackStorer(
                        repository.store(), index, snapshot, options.paranoid(), clock, random),
                packs,
                traffic);
        pipeline.run(producer);
    }

    /// Makes the snapshot: database, manifest, catalog. Exactly when this returns it exists.
    public StoredManifest commit(SnapshotDraft draft) throws IOException {
        if (pipeline == null) throw new IllegalStateException("nothing was written");
        return new SnapshotCommit(this, packs, clock, random).commit(draft);
    }

    RunOptions options() {
        return options;
    }

    WriterId writer() {
        return writer;
    }

    List<StoredManifest> manifests() {
        return manifests;
    }

    /// About how many packs the store has.
    int storePackCount() {
        return usable == null ? 0 : usable.storeCount();
    }

    /// Has the commit look whether everything is there that the run relies on, though it may have
    /// stored nothing.
    public void lookAtAll() {
        thorough = true;
    }

    boolean isThorough() {
        return thorough;
    }

    /// Forgets packs that are not in `sizes`, a listing since this run has put its last one.
    void forgetMissing(Map<Sha256, Long> sizes) throws IOException {
        var gone = new ArrayList<KnownPack>();
        catalog.forEachPack(pack -> {
            if (!sizes.containsKey(pack.name()) && !packs.wasStoredHere(pack.name())) {
                gone.add(pack);
            }
        });
        catalog.dropPacks(gone);
    }

    /// Says that the manifest is on its way: from now on only the store knows.
    void sendsManifest() {
        manifestSent = true;
    }

    /// Says that it is known what became of the manifest.
    void end() throws IOException {
        repository.store().delete(BlobKey.writer(writer));
        catalog.history().end(snapshot);
        ended = true;
    }

    /// Releases everything. The marker stays only if a manifest may still arrive.
    @Override
    public void close() throws IOException {
        try (lock;
                catalog;
                var _ = index) {
            if (!ended && !manifestSent) end();
        }
    }

    private void start() throws IOException {
        repository.store().removeLeftovers();
        var dead = new DeadRuns(repository, catalog);
        boolean alone = dead.areNone();
        // What dead runs have left is cleared away only where they have left it.
        if (!alone && !repository.isConfirmed()) repository.confirm();
        try {
            meet(dead, alone);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (IOException e) {
            // Perhaps this is not the repository it was taken for, which says more.
            if (!repository.isConfirmed()) repository.confirm();
            throw e;
        }
        if (!repository.isConfirmed() && !seesOwn()) repository.confirm();
        repository.keepDescriptor();
        Manifests.of(repository).keepCopiesOf(manifests);
        var known = rely();
        usable = known;
        index = catalog.openChunkIndex(known::contains);
    }

    private void meet(DeadRuns dead, boolean alone) throws IOException {
        var now = clock.instant();
        boolean first = options.packLook() == PackLook.FIRST;
        catalog.history().begin(snapshot, writer, now);
        var marker = new WriterMarker(snapshot, now).toByteArray();
        if (alone && first) {
            announceAndList(marker);
        } else {
            announce(marker);
            dead.clear(snapshot);
        }
        trash = Trash.packs(repository.store());
        if (!alone || !first) manifests = Manifests.of(repository).listKnown();
    }

    private UsablePacks rely() throws IOException {
        if (options.packLook() == PackLook.LAST) {
            var named = UsablePacks.findNamed(catalog, manifests, trash);
            if (named != null) return named;
        }
        var sizes = PackSizes.list(repository.store());
        return UsablePacks.of(catalog, manifests, trash, sizes);
    }

    /// Whether there is a snapshot that this host has made in this repository: ids are random, so
    /// it is in no other.
    private boolean seesOwn() throws IOException {
        var own = new HashSet<SnapshotId>();
        for (var made : catalog.history().snapshots()) own.add(made.id());
        return manifests.stream()
                .anyMatch(there -> own.contains(there.manifest().snapshot()));
    }

    private void announce(byte[] marker) throws IOException {
        var _ = repository.store().putIfAbsent(BlobKey.writer(writer), BlobBody.of(marker));
    }

    /// Puts the marker and reads the manifests, which may be as old as they like
    /// (docs/format/protocols.md, "Backup"). Where only one connection is allowed they come
    /// first: the order in which most can happen in between, and the one that tests go through.
    private void announceAndList(byte[] marker) throws IOException {
        try (var scope = Scope.open("begin")) {
            Task list = () -> manifests = Manifests.of(repository).listKnown();
            if (options.connections() > 1) {
                scope.forkWaiting("manifests", list);
            } else {
                list.run();
            }
            announce(marker);
            scope.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a run began");
        }
    }

    private static void closeAfter(Throwable failure, AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    /// The pack of that name, null if this run may not rely on it: no manifest names it, it
    /// is not there with its size, a prune has condemned it, or it is marked as lost.
    public @Nullable KnownPack findUsable(Sha256 pack) throws IOException {
        var known = catalog.findPack(pack);
        return known != null && usable != null && usable.contains(known) ? known : null;
    }

    /// Finds no chunk in `pack` again: what was in it is stored anew.
    public void avoid(KnownPack pack) {
        if (index == null) throw new IllegalStateException("the run has not begun");
        index.avoid(pack.kind(), pack.pack());
    }

    /// Says that chunk `chunk` of a usable pack lies at `address` of the payload log, where this
    /// run writes nothing. By ascending address.
    public void keep(long address, int length, KnownPack pack, int chunk) {
        kept.add(address, length, packs.known(pack.pack()), chunk);
    }

    /// Hands on every chunk of the payload log that the committed snapshot has, by address.
    public void forEachPayloadChunk(PlacedChunk visitor) throws IOException {
        var extents = extents(ArchiveStream.PAYLOAD);
        for (int i = 0; i < extents.count(); i++) {
            var pack = catalog.getPack(packs.row(extents.pack(i)));
            long address = extents.address(i);
            for (int k = 0; k < extents.chunkCount(i); k++) {
                int chunk = extents.firstChunk(i) + k;
                int length = pack.lengths().length(chunk);
                visitor.visit(address, length, pack.name(), chunk);
                address += length;
            }
        }
    }

    /// Takes one chunk of the payload log and where it lies.
    @FunctionalInterface
    public interface PlacedChunk {

        void visit(long address, int length, Sha256 pack, int chunk) throws IOException;
    }

    /// The extents of a stream, for who commits.
    ExtentColumns extents(ArchiveStream stream) {
        if (pipeline == null) throw new IllegalStateException("nothing was written");
        var made = pipeline.extents(stream);
        return stream == ArchiveStream.PAYLOAD ? kept.and(made) : made;
    }
}
