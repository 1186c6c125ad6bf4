package dev.holdfast.repository;

import dev.holdfast.crypto.SigningDomain;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPool;
import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The manifests of a repository: which snapshots exist, and by whose word.
final class Manifests {

    static final SigningDomain DOMAIN = new SigningDomain(Manifest.SIGNING_DOMAIN);

    /// Stored bytes; what they decode to is limited by [Manifest#SIZE_MAX].
    private static final int STORED_SIZE_MAX = 128 << 20;

    /// A manifest is mostly digests; zstd halves it.
    private static final long EXPANSION_MAX = 20;

    private static final Comparator<StoredManifest> OLDEST_FIRST = Comparator.comparing(
                    (StoredManifest m) -> m.manifest().createdAt())
            .thenComparing(m -> m.manifest().snapshot());

    private final Repository repository;

    private Manifests(Repository repository) {
        this.repository = repository;
    }

    static Manifests of(Repository repository) {
        return new Manifests(repository);
    }

    /// All snapshots, oldest first, each read from the store. One that is forgotten meanwhile
    /// is left out; anything else that is wrong with any of them is an exception.
    List<StoredManifest> list() throws IOException {
        var found = new ArrayList<StoredManifest>();
        var pool = new BlobPool();
        for (var id : sizes().keySet()) {
            var manifest = findUnlessForgotten(id);
            if (manifest != null) found.add(manifest.sharing(pool));
        }
        found.sort(OLDEST_FIRST);
        return found;
    }

    /// The same, but that `unreadable` is told of those that are damaged or too new.
    List<StoredManifest> listReadable(BiConsumer<SnapshotId, IOException> unreadable)
            throws IOException {
        var found = new ArrayList<StoredManifest>();
        var pool = new BlobPool();
        for (var id : sizes().keySet()) {
            try {
                var manifest = findUnlessForgotten(id);
                if (manifest != null) found.add(manifest.sharing(pool));
            } catch (CorruptDataException | FormatTooNewException e) {
                unreadable.accept(id, e);
            }
        }
        found.sort(OLDEST_FIRST);
        return found;
    }

    /// All snapshots, but that a manifest which this host has read before is not fetched again.
    /// That it is stored undamaged is not said.
    List<StoredManifest> listKnown() throws IOException {
        var copies = new ManifestCopies(repository.stateDirectory());
        var sizes = sizes();
        var found = new ArrayList<StoredManifest>();
        var pool = new BlobPool();
        for (var listed : sizes.entrySet()) {
            var id = listed.getKey();
            var copy = copies.find(id, listed.getValue());
            var manifest = copy == null ? null : findInCopy(id, copy);
            if (manifest == null) manifest = findAndKeep(id, copies);
            if (manifest != null) found.add(manifest.sharing(pool));
        }
        found.sort(OLDEST_FIRST);
        return found;
    }

    /// Drops this host's copies of all manifests but those in `there`, which are all there are.
    void keepCopiesOf(Collection<StoredManifest> there) {
        var ids = new HashSet<SnapshotId>();
        for (var stored : there) ids.add(stored.manifest().snapshot());
        new ManifestCopies(repository.stateDirectory()).retain(ids);
    }

    /// Which manifests and tombstones there are, and their stored sizes.
    private Map<SnapshotId, Long> sizes() throws IOException {
        var sizes = new LinkedHashMap<SnapshotId, Long>();
        repository.store().scan(BlobArea.SNAPSHOTS, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.MANIFEST) {
                sizes.put(key.snapshot(), blob.size());
            }
        });
        return sizes;
    }

    private @Nullable StoredManifest findUnlessForgotten(SnapshotId id) throws IOException {
        try {
            return find(id);
        } catch (BlobMissingException e) {
            return null;
        }
    }

    private @Nullable StoredManifest findInCopy(SnapshotId id, byte[] copy) throws IOException {
        try {
            return read(id, BlobKey.manifest(id).path(), copy);
        } catch (CorruptDataException e) {
            // The copy is damaged, and that says nothing of the manifest.
            return null;
        }
    }

    /// A manifest as somebody has kept it, null for a tombstone.
    @Nullable
    StoredManifest readCopy(SnapshotId id, byte[] copy) throws IOException {
        return read(id, "this host's copy of " + BlobKey.manifest(id), copy);
    }

    private @Nullable StoredManifest findAndKeep(SnapshotId id, ManifestCopies copies)
            throws IOException {
        byte[] stored;
        try {
            stored = repository.store().get(BlobKey.manifest(id), STORED_SIZE_MAX);
        } catch (BlobMissingException e) {
            return null;
        }
        var manifest = read(id, BlobKey.manifest(id).path(), stored);
        if (manifest != null) copies.keep(id, stored);
        return manifest;
    }

    /// The manifest of a snapshot, null if a tombstone is in its place.
    ///
    /// @throws BlobMissingException if there is neither
    @Nullable
    StoredManifest find(SnapshotId id) throws IOException {
        var key = BlobKey.manifest(id);
        return read(id, key.path(), repository.store().get(key, STORED_SIZE_MAX));
    }

    private @Nullable StoredManifest read(SnapshotId id, String what, byte[] stored)
            throws IOException {
        long sizeMax = Math.min(Manifest.SIZE_MAX, 4096 + EXPANSION_MAX * stored.length);
        var text = ZstdText.decompress(what, stored, (int) sizeMax);
        if (Manifest.isTombstone(what, text)) return null;
        var manifest = Manifest.readFrom(what, text, Manifests::fits);
        if (!manifest.snapshot().equals(id) || !manifest.repository().equals(repository.id())) {
            throw new CorruptDataException(
                    what + ": is the manifest of another snapshot or repository");
        }
        var writer = VerifyingKey.parse(manifest.writer());
        return new StoredManifest(
                manifest, Sha256.hash(stored), stored.length, repository.trusts(writer));
    }

    private static boolean fits(String writer, byte[] signedBytes, String signature)
            throws CorruptDataException {
        return Repository.verifies(VerifyingKey.parse(writer), DOMAIN, signedBytes, signature);
    }
}
