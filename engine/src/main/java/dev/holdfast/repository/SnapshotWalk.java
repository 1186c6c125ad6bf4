package dev.holdfast.repository;

import dev.holdfast.catalog.SnapshotDatabase;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Opens a snapshot whose manifest is missing or damaged, by its database and the packs that
/// are there.
///
/// The manifest had the only signature, so nobody vouches for the database: whoever can
/// write to the store could have put one there. It is opened only if the caller trusts its
/// very digest.
public final class SnapshotWalk {

    private final Repository repository;
    private final RepositorySecrets secrets;
    private final Path temporary;

    private SnapshotWalk(Repository repository, RepositorySecrets secrets, Path temporary) {
        this.repository = repository;
        this.secrets = secrets;
        this.temporary = temporary;
    }

    /// What a walk has found.
    ///
    /// @param flaw what is wrong with the manifest: it "is missing" or "is damaged"
    /// @param packs how many packs the snapshot needs
    /// @param missing how many of them are not there with the size they should have
    public record Found(OpenSnapshot snapshot, String flaw, long packs, long missing) {}

    /// Opens the one snapshot without a manifest that has the name `text`, or an id that
    /// begins with it. `temporary` is a directory for plain databases.
    ///
    /// @param trusted SHA-256 of the stored database, null if the caller knows none
    /// @throws NoSuchSnapshotException if there is none, or several, or its manifest is there
    /// @throws UnsignedException if its database is not the trusted one
    public static Found open(
            Repository repository,
            RepositorySecrets secrets,
            Path temporary,
            String text,
            @Nullable Sha256 trusted)
            throws IOException {
        return new SnapshotWalk(repository, secrets, temporary).open(text, trusted);
    }

    private Found open(String text, @Nullable Sha256 trusted) throws IOException {
        var id = find(text);
        var flaw = findFlaw(id);
        if (flaw == null) {
            throw new NoSuchSnapshotException(
                    "snapshot %s has its manifest: restore it without --walk"
                            .formatted(id.shortText()));
        }
        var key = BlobKey.database(id);
        var size = repository.store().findSize(key);
        if (size == null) throw new BlobMissingException(key, repository.place());
        var file = Files.createTempFile(temporary, "holdfast-", ".db");
        try {
            var digest = OpenSnapshot.fetch(repository, key, size, secrets.metadata(), file);
            if (!digest.equals(trusted)) {
                throw new UnsignedException(
                        ("the manifest of snapshot %s %s, so nobody vouches for its database,"
                                        + " which has the SHA-256 %s")
                                .formatted(id.shortText(), flaw, digest));
            }
            var database = SnapshotDatabase.open(file);
            try {
                var stored = substitute(id, database, new BlobFacts(digest, size));
                var open = OpenSnapshot.of(repository, stored, secrets, database, file, true);
                return new Found(open, flaw, database.packCount(), missing(database));
            } catch (Throwable failure) {
                database.close();
                throw failure;
            }
        } catch (Throwable failure) {
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    private SnapshotId find(String text) throws IOException {
        var found = new ArrayList<SnapshotId>();
        var all = databases();
        for (var id : all) {
            if (!text.isEmpty() && id.toString().startsWith(text)) found.add(id);
        }
        if (found.isEmpty()) {
            for (var id : all) {
                if (findFlaw(id) != null && text.equals(findName(id))) found.add(id);
            }
        }
        if (found.size() == 1) return found.getFirst();
        throw new NoSuchSnapshotException(
                found.isEmpty()
                        ? "no snapshot without a manifest is called " + Printable.of(text)
                        : "%d snapshots are called %s…, %s among them"
                                .formatted(found.size(), Printable.of(text), found.getFirst()));
    }

    private List<SnapshotId> databases() throws IOException {
        var ids = new ArrayList<SnapshotId>();
        repository.store().scan(BlobArea.SNAPSHOTS, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.DATABASE) ids.add(key.snapshot());
        });
        return ids;
    }

    /// What is wrong with a manifest; null if nothing is, or if it says that the snapshot
    /// never came to be.
    private @Nullable String findFlaw(SnapshotId id) throws IOException {
        try {
            var _ = repository.findManifest(id);
            return null;
        } catch (BlobMissingException e) {
            return "is missing";
        } catch (CorruptDataException e) {
            return "is damaged";
        }
    }

    /// Null if the database cannot be read.
    private @Nullable String findName(SnapshotId id) throws IOException {
        var key = BlobKey.database(id);
        var size = repository.store().findSize(key);
        if (size == null) return null;
        var file = Files.createTempFile(temporary, "holdfast-", ".db");
        try {
            var _ = OpenSnapshot.fetch(repository, key, size, secrets.metadata(), file);
            try (var database = SnapshotDatabase.open(file)) {
                return database.facts().name();
            }
        } catch (CorruptDataException e) {
            return null;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// What the manifest would say, but for who signed it.
    private StoredManifest substitute(SnapshotId id, SnapshotDatabase database, BlobFacts stored)
            throws CorruptDataException {
        var facts = database.facts();
        if (!facts.id().equals(id) || !facts.repository().equals(repository.id())) {
            throw new CorruptDataException(
                    BlobKey.database(id) + ": belongs to another snapshot or repository");
        }
        var packs = new ArrayList<BlobFacts>();
        for (int i = 0; i < database.packCount(); i++) {
            packs.add(new BlobFacts(database.packName(i), database.packSize(i)));
        }
        packs.sort(Comparator.comparing(BlobFacts::sha256));
        var manifest = new Manifest(
                facts.repository(),
                id,
                facts.lineage(),
                facts.startedAt(),
                facts.entries().bytes(),
                facts.entries().files(),
                stored,
                packs,
                null,
                "",
                "");
        return new StoredManifest(manifest, stored.sha256(), 0, false);
    }

    private long missing(SnapshotDatabase database) throws IOException {
        var there = PackSizes.list(repository.store());
        long missing = 0;
        for (int i = 0; i < database.packCount(); i++) {
            var size = there.get(database.packName(i));
            if (size == null || size != database.packSize(i)) missing++;
        }
        return missing;
    }
}
