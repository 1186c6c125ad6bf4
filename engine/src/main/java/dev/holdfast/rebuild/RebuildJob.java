package dev.holdfast.rebuild;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CatalogSurvey;
import dev.holdfast.catalog.KnownPack;
import dev.holdfast.catalog.StateLock;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.rebuild.RebuildPlan.Left;
import dev.holdfast.reference.ReferenceDownload;
import dev.holdfast.reference.References;
import dev.holdfast.repository.PackSizes;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.repository.Trash;
import dev.holdfast.store.BlobKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the catalog of this host again, and what it should have kept of its last backups.
///
/// [#plan] comes first and changes nothing but temporary files; then [#execute]. What the
/// repository says is collected in a catalog of its own and taken over in one transaction:
/// a crash leaves the old catalog. Only snapshots of writers who are trusted count.
public final class RebuildJob implements AutoCloseable {

    private final Repository repository;
    private final @Nullable RepositorySecrets secrets;
    private final RebuildRequest request;
    private final RebuildProgress progress;
    private final References references;
    private final List<Left> left = new ArrayList<>();
    private @Nullable Learnt learnt;
    private Map<Sha256, Long> sizes = Map.of();

    /// `secrets` may be those of an owner, of a browser, or none.
    public RebuildJob(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            RebuildRequest request,
            RebuildProgress progress) {
        this.repository = repository;
        this.secrets = secrets;
        this.request = request;
        this.progress = progress;
        this.references = new References(directory());
    }

    /// Finds out what the repository can tell.
    public RebuildPlan plan() throws IOException, InterruptedException {
        var present = CatalogSurvey.of(directory());
        var snapshots = manifests();
        sizes = PackSizes.list(repository.store());
        sizes.keySet().removeAll(Trash.lost(repository.store()));
        if (secrets == null) {
            return new RebuildPlan(
                    present, snapshots.size(), sizes.size(), false, 0, 0, 0, 0, 0, left);
        }
        var found = Learnt.open(repository, secrets, request, sizes, left);
        learnt = found;
        progress.expectDatabases(snapshots.size());
        for (var snapshot : snapshots) {
            if (Thread.interrupted()) throw new InterruptedException("rebuild");
            found.read(snapshot);
            progress.database();
        }
        return new RebuildPlan(
                present,
                snapshots.size(),
                sizes.size(),
                true,
                found.snapshots(),
                found.newest().size(),
                found.packs(),
                found.tables().size(),
                missing(found).size(),
                left);
    }

    /// Does it. No backup of this host runs meanwhile.
    public RebuildReport execute() throws IOException, InterruptedException {
        left.clear();
        try (var lock = StateLock.acquire(directory())) {
            var found = learnt;
            if (found != null) found.readTables(progress);
            var flaw = CatalogSurvey.of(directory()).flaw();
            if (found != null) found.finish();
            try (var catalog = flaw == null ? Catalog.open(lock) : Catalog.openAnew(lock, flaw)) {
                if (found != null) catalog.takeOver(found.directory());
                long dropped = dropGone(catalog);
                long fetched = found == null ? 0 : fetch(found);
                var setAside = catalog.setAside();
                return new RebuildReport(
                        setAside == null ? null : setAside.file(),
                        dropped,
                        found == null ? 0 : found.packs(),
                        found == null ? 0 : found.indexed(),
                        fetched,
                        left);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (learnt != null) learnt.close();
    }

    private Path directory() {
        return repository.stateDirectory();
    }

    /// All snapshots by writers who are trusted, oldest first.
    private List<StoredManifest> manifests() throws IOException {
        var trusted = new ArrayList<StoredManifest>();
        var all = repository.readableSnapshots((id, failure) -> left.add(
                new Left(BlobKey.manifest(id).path(), String.valueOf(failure.getMessage()), true)));
        for (var stored : all) {
            if (stored.trusted()) {
                trusted.add(stored);
            } else {
                leave(stored.manifest().snapshot(), "nobody here trusts its writer", false);
            }
        }
        return trusted;
    }

    private void leave(SnapshotId id, String why, boolean damage) {
        left.add(new Left("snapshot " + id.shortText(), why, damage));
    }

    private long dropGone(Catalog catalog) throws IOException {
        var gone = new ArrayList<KnownPack>();
        catalog.forEachPack(pack -> {
            var size = sizes.get(pack.name());
            if (size == null || size != pack.size()) gone.add(pack);
        });
        catalog.dropPacks(gone);
        return gone.size();
    }

    /// The newest snapshots of sources of which this host has kept nothing, or nothing whole.
    private List<StoredManifest> missing(Learnt found) throws IOException {
        var missing = new ArrayList<StoredManifest>();
        for (var newest : found.newest().entrySet()) {
            if (!isKept(newest.getKey())) missing.add(newest.getValue());
        }
        return missing;
    }

    private boolean isKept(LineageId lineage) throws IOException {
        try (var kept = references.find(lineage)) {
            return kept != null;
        } catch (CorruptDataException e) {
            return false;
        }
    }

    private long fetch(Learnt found) throws IOException {
        if (secrets == null) return 0;
        long fetched = 0;
        for (var snapshot : missing(found)) {
            var lineage = snapshot.manifest().lineage();
            try {
                new ReferenceDownload(references)
                        .fetch(repository, snapshot, lineage, secrets, request.temporary());
                fetched++;
            } catch (IOException e) {
                leave(snapshot.manifest().snapshot(), Damage.of(e), true);
            }
        }
        return fetched;
    }
}
