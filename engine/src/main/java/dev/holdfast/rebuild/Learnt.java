package dev.holdfast.rebuild;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CatalogSnapshot;
import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.catalog.StateFiles;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.rebuild.RebuildPlan.Left;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.PackScan;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What was read of this host in the repository, in a catalog of its own until it is taken
/// over. Memory: 40 bytes a pack.
final class Learnt implements AutoCloseable {

    private final Repository repository;
    private final RepositorySecrets secrets;
    private final RebuildRequest request;
    private final Map<Sha256, Long> sizes;
    private final List<Left> left;
    private final Path directory;
    private final Catalog catalog;
    private final Map<LineageId, StoredManifest> newest = new LinkedHashMap<>();
    private final Map<SourceKey, LineageId> lineages = new LinkedHashMap<>();
    private long snapshots;
    private long packs;
    private long indexed;
    private boolean closed;

    private Learnt(
            Repository repository,
            RepositorySecrets secrets,
            RebuildRequest request,
            Map<Sha256, Long> sizes,
            List<Left> left,
            Path directory,
            Catalog catalog) {
        this.repository = repository;
        this.secrets = secrets;
        this.request = request;
        this.sizes = sizes;
        this.left = left;
        this.directory = directory;
        this.catalog = catalog;
    }

    /// `sizes` are those of the packs that can be relied on; `left` is told what cannot be
    /// read.
    static Learnt open(
            Repository repository,
            RepositorySecrets secrets,
            RebuildRequest request,
            Map<Sha256, Long> sizes,
            List<Left> left)
            throws IOException {
        var directory = Files.createTempDirectory(request.temporary(), "holdfast-catalog-");
        try {
            var catalog = Catalog.openScratch(directory);
            return new Learnt(repository, secrets, request, sizes, left, directory, catalog);
        } catch (Throwable failure) {
            StateFiles.remove(directory);
            throw failure;
        }
    }

    /// Where the catalog is.
    Path directory() {
        return directory;
    }

    long snapshots() {
        return snapshots;
    }

    long packs() {
        return packs;
    }

    /// How many packs are known with their chunks.
    long indexed() {
        return indexed;
    }

    /// The last snapshot of each lineage that a source of this host has now.
    Map<LineageId, StoredManifest> newest() {
        var current = new LinkedHashMap<LineageId, StoredManifest>();
        for (var lineage : lineages.values()) {
            var last = newest.get(lineage);
            if (last != null) current.put(lineage, last);
        }
        return current;
    }

    /// Reads the database of a snapshot, the oldest snapshot first.
    void read(StoredManifest stored) throws IOException {
        try (var open = OpenSnapshot.open(repository, stored, secrets, request.temporary())) {
            var facts = open.facts();
            if (!facts.source().host().equals(request.host())) return;
            catalog.history()
                    .learn(new CatalogSnapshot(
                            facts.id(),
                            facts.lineage(),
                            facts.name(),
                            facts.source(),
                            facts.startedAt(),
                            facts.finishedAt(),
                            stored.sha256(),
                            facts.entries(),
                            facts.traffic()));
            if (!facts.lineage().isOfCopy()) {
                newest.put(facts.lineage(), stored);
                lineages.put(facts.source(), facts.lineage());
            }
            snapshots++;
            learnPacks(open);
        } catch (IOException e) {
            var why = Damage.of(e);
            left.add(new Left("snapshot " + stored.manifest().snapshot().shortText(), why, true));
        }
    }

    private void learnPacks(OpenSnapshot open) throws IOException {
        var database = open.database();
        for (int i = 0; i < database.packCount(); i++) {
            var name = database.packName(i);
            var size = sizes.get(name);
            if (size == null || size != database.packSize(i)) continue;
            if (catalog.findPack(name) != null) continue;
            catalog.learnPack(database.getPack(i), ByteString.EMPTY);
            packs++;
        }
    }

    /// The packs whose tables can be opened.
    List<Sha256> tables() throws IOException {
        var names = new ArrayList<Sha256>();
        catalog.forEachPack(pack -> {
            if (pack.kind() == PackKind.METADATA || secrets.payload() != null) {
                names.add(pack.name());
            }
        });
        return names;
    }

    /// Reads the tables of contents. A pack whose table is damaged is not taken at all.
    void readTables(RebuildProgress progress) throws IOException, InterruptedException {
        var names = tables();
        progress.expectTables(names.size());
        var identities = new ArrayList<Identity>(List.of(secrets.metadata()));
        var payload = secrets.payload();
        if (payload != null) identities.add(payload);
        var scan = new PackScan(repository.store(), identities);
        var next = new AtomicInteger();
        Scope.waiting(request.connections(), () -> {
            for (int i = next.getAndIncrement(); i < names.size(); i = next.getAndIncrement()) {
                if (Thread.interrupted()) throw new InterruptedException("rebuild");
                readTable(scan, names.get(i));
                progress.table();
            }
        });
    }

    private void readTable(PackScan scan, Sha256 name) throws IOException {
        var known = catalog.findPack(name);
        if (known == null) throw new IllegalStateException("nothing is known of pack " + name);
        SnapshotPack pack = catalog.getPack(known.pack());
        try {
            var ids = scan.chunkIds(pack);
            catalog.learnDigests(name, ids);
            synchronized (this) {
                indexed++;
            }
        } catch (IOException e) {
            var why = Damage.of(e);
            catalog.dropPacks(List.of(known));
            synchronized (this) {
                packs--;
                left.add(new Left("pack " + name, why, true));
            }
        }
    }

    /// Closes the catalog, so that it can be taken over.
    void finish() throws IOException {
        if (!closed) catalog.close();
        closed = true;
    }

    @Override
    public void close() throws IOException {
        try {
            finish();
        } finally {
            StateFiles.remove(directory);
        }
    }
}
