package dev.holdfast.prune;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/// What snapshots need, as far as this prune has ever seen: R0 and R1 of the protocol.
///
/// It only grows. A snapshot that is forgotten while a prune runs still protects what it
/// named from that prune, and each manifest is read once.
final class Needed {

    private final Repository repository;
    private final Set<SnapshotId> passedOver;
    private final Set<SnapshotId> seen = new HashSet<>();
    private final Set<SnapshotId> snapshots = new HashSet<>();
    private final Set<Sha256> packs = new HashSet<>();

    Needed(Repository repository) {
        this(repository, Set.of());
    }

    /// What the others need, as if those in `passedOver` were forgotten: for looking ahead,
    /// never for deleting.
    Needed(Repository repository, Set<SnapshotId> passedOver) {
        this.repository = repository;
        this.passedOver = Set.copyOf(passedOver);
    }

    /// Lists the manifests that exist now and reads those that are new. One that cannot be
    /// read, parsed or understood ends the prune.
    void refresh() throws IOException {
        var listed = list();
        if (!snapshots.isEmpty() && listed.isEmpty()) {
            throw new NoSnapshotsException("%s: had %d snapshots a moment ago, and lists none now"
                    .formatted(repository.store(), snapshots.size()));
        }
        var gone = new ArrayList<SnapshotId>();
        for (var id : listed) {
            if (!seen.contains(id) && !read(id)) gone.add(id);
        }
        if (!gone.isEmpty()) requireForgotten(gone);
    }

    /// Refuses to go on if there is no snapshot at all that could need `count` blobs.
    void requireSome(int count) throws NoSnapshotsException {
        if (snapshots.isEmpty() && count > 0) {
            throw new NoSnapshotsException("%s: lists no snapshot, but %d blobs of some"
                    .formatted(repository.store(), count));
        }
    }

    /// Whether `key` is what a prune is for: a part of a snapshot other than its manifest and
    /// its pin.
    static boolean isOfSnapshots(BlobKey key) {
        return switch (key.kind()) {
            case PACK, LOST, DATABASE, MARK -> true;
            case DESCRIPTOR, KEY, MANIFEST, PIN, WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT ->
                false;
        };
    }

    /// Whether a snapshot that was seen needs `key`, or the pack that `key` marks as lost. What
    /// is no part of a snapshot is never for a prune to delete, so it counts as needed.
    boolean contains(BlobKey key) {
        return switch (key.kind()) {
            case PACK, LOST -> packs.contains(key.packName());
            case DATABASE -> snapshots.contains(key.snapshot());
            // Who forgets a snapshot removes its mark as well.
            case MARK -> snapshots.contains(key.snapshot()) || passedOver.contains(key.snapshot());
            case DESCRIPTOR, KEY, MANIFEST, PIN, WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT ->
                true;
        };
    }

    private Set<SnapshotId> list() throws IOException {
        var ids = new HashSet<SnapshotId>();
        repository.store().scan(BlobArea.SNAPSHOTS, blob -> {
            var key = blob.findKey();
            if (key != null && key.kind() == BlobKind.MANIFEST) ids.add(key.snapshot());
        });
        ids.removeAll(passedOver);
        return ids;
    }

    /// Reads one manifest; false if the store has it no more.
    private boolean read(SnapshotId id) throws IOException {
        @Nullable StoredManifest found;
        try {
            found = repository.findManifest(id);
        } catch (BlobMissingException e) {
            return false;
        }
        seen.add(id);
        if (found == null) return true;
        snapshots.add(id);
        for (var blob : found.manifest().blobs()) packs.add(blob.sha256());
        return true;
    }

    /// "Not found" means forgotten only if a second listing says the same.
    private void requireForgotten(Iterable<SnapshotId> gone) throws IOException {
        var again = list();
        for (var id : gone) {
            if (again.contains(id)) {
                throw new CorruptDataException(
                        BlobKey.manifest(id) + ": is listed, and is not there when it is read");
            }
        }
    }
}
