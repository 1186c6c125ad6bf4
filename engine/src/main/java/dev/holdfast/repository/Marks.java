package dev.holdfast.repository;

import dev.holdfast.crypto.AgeFile;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.SnapshotTags;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.Put;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people say of snapshots after they were made: tags in `marks/`, pins in `pins/`.
/// Specified in docs/format/manifest.md.
public final class Marks {

    static final int STORED_SIZE_MAX = SnapshotTags.SIZE_MAX + (1 << 16);

    private final Repository repository;

    private Marks(Repository repository) {
        this.repository = repository;
    }

    public static Marks of(Repository repository) {
        return new Marks(repository);
    }

    /// The tags of a snapshot: those that were edited last, else those it was made with.
    /// `temporary` is a directory for its plain database.
    public Map<String, String> tags(
            StoredManifest stored, RepositorySecrets secrets, Path temporary) throws IOException {
        var edited = findEdited(stored.manifest().snapshot(), secrets);
        if (edited != null) return edited;
        try (var open = OpenSnapshot.open(repository, stored, secrets, temporary)) {
            return open.database().tags();
        }
    }

    /// Gives a snapshot these tags and no others. A crash in the middle leaves it with those
    /// it was made with.
    public void replaceTags(SnapshotId snapshot, Map<String, String> tags, SecureRandom random)
            throws IOException {
        var plain = new SnapshotTags(snapshot, tags).toByteArray();
        var sealed = AgeFile.encrypt(plain, List.of(repository.publicKeys().metadata()), random);
        var key = BlobKey.mark(snapshot);
        repository.store().delete(key);
        Put put;
        try {
            put = repository.store().putIfAbsent(key, BlobBody.of(sealed));
        } catch (BlobExistsException e) {
            put = Put.EXISTED;
        }
        // It may also be our own put, whose answer was lost.
        if (put == Put.EXISTED
                && !Arrays.equals(repository.store().get(key, STORED_SIZE_MAX), sealed)) {
            throw new IOException(key + ": somebody else has edited it in this moment");
        }
    }

    /// Reads the tags that were edited later, if there are any, and holds them against the
    /// snapshot that they are of.
    ///
    /// @throws CorruptDataException if they are not as they were stored
    public void check(SnapshotId snapshot, RepositorySecrets secrets) throws IOException {
        var _ = findEdited(snapshot, secrets);
    }

    /// The snapshots that must not be forgotten.
    public Set<SnapshotId> pins() throws IOException {
        var pins = new HashSet<SnapshotId>();
        repository.store().scan(BlobArea.PINS, blob -> {
            var key = blob.findKey();
            if (key != null) pins.add(key.snapshot());
        });
        return pins;
    }

    public boolean isPinned(SnapshotId snapshot) throws IOException {
        return repository.store().findSize(BlobKey.pin(snapshot)) != null;
    }

    /// Forbids to forget a snapshot.
    ///
    /// @throws NoSuchSnapshotException if it has been forgotten meanwhile
    public void pin(SnapshotId snapshot) throws IOException {
        var _ = repository.store().putIfAbsent(BlobKey.pin(snapshot), BlobBody.of(new byte[0]));
        // A forget that has not seen the pin may have been faster.
        if (repository.store().findSize(BlobKey.manifest(snapshot)) == null) {
            repository.store().delete(BlobKey.pin(snapshot));
            throw new NoSuchSnapshotException(
                    "snapshot " + snapshot.shortText() + " has been forgotten meanwhile");
        }
    }

    public void unpin(SnapshotId snapshot) throws IOException {
        repository.store().delete(BlobKey.pin(snapshot));
    }

    /// The tags of a snapshot as somebody has edited them, null if nobody has.
    public @Nullable Map<String, String> findEdited(SnapshotId snapshot, RepositorySecrets secrets)
            throws IOException {
        var key = BlobKey.mark(snapshot);
        byte[] stored;
        try {
            stored = repository.store().get(key, STORED_SIZE_MAX);
        } catch (BlobMissingException e) {
            return null;
        }
        var plain = AgeFile.decrypt(key.path(), stored, List.of(secrets.metadata()));
        var mark = SnapshotTags.readFrom(key.path(), plain);
        if (!mark.snapshot().equals(snapshot)) {
            throw new CorruptDataException(key + ": belongs to another snapshot");
        }
        return mark.tags();
    }
}
