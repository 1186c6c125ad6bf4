package dev.holdfast.repair;

import dev.holdfast.catalog.StateLock;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.repository.ManifestCopy;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.Trash;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Puts manifests back that are damaged in the repository and whole on this host: the very
/// same bytes, signed as they were. Numbers are those of docs/format/protocols.md, "Repair".
///
/// A blob cannot be replaced, so there is a moment without any. Until the new one is there,
/// a writer's marker keeps every prune from deleting, and this host keeps the copy where the
/// next repair finds it.
final class ManifestMend {

    private final Repository repository;
    private final InstantSource clock;
    private final RandomGenerator random;

    ManifestMend(Repository repository, InstantSource clock, RandomGenerator random) {
        this.repository = repository;
        this.clock = clock;
        this.random = random;
    }

    /// What was put back, and what was not and why.
    record Done(SortedSet<SnapshotId> done, SortedMap<SnapshotId, String> left) {}

    /// Those that an earlier repair has begun with and did not end.
    Collection<SnapshotId> unfinished() throws IOException {
        return ManifestCopy.unfinished(repository);
    }

    /// Whether the manifest of `id` says nothing any more, and a copy of it does.
    boolean isPossible(SnapshotId id) throws IOException {
        return isUnreadable(id) && ManifestCopy.find(repository, id) != null;
    }

    /// No backup of this host runs meanwhile.
    Done execute(Collection<SnapshotId> wanted) throws IOException {
        var done = new TreeSet<SnapshotId>();
        var left = new TreeMap<SnapshotId, String>();
        if (wanted.isEmpty()) return new Done(done, left);
        try (var _ = StateLock.acquire(repository.stateDirectory())) {
            for (var id : wanted) {
                var why = mend(id);
                if (why == null) {
                    done.add(id);
                } else {
                    left.put(id, why);
                }
            }
        }
        return new Done(done, left);
    }

    /// Null if the manifest is there now, else why not.
    private @Nullable String mend(SnapshotId id) throws IOException {
        var copy = ManifestCopy.find(repository, id);
        if (copy == null) return "this host has no copy of it";
        boolean resumed = ManifestCopy.unfinished(repository).contains(id);
        // Step 1.
        copy = copy.secured(WriterId.random(random));
        var store = repository.store();
        var marker = BlobKey.writer(copy.writer());
        if (resumed && store.findSize(marker) == null && !isListed(id)) {
            // It was put back, and the marker deleted. What it names may be gone by now.
            copy.release();
            return "it was forgotten since";
        }
        // Step 2.
        try {
            var _ = store.putIfAbsent(
                    marker, BlobBody.of(new WriterMarker(id, clock.instant()).toByteArray()));
        } catch (BlobExistsException e) {
            // The marker of the repair that did not end.
        }
        // Step 3.
        var key = BlobKey.manifest(id);
        if (store.findSize(key) != null && isCondemned(copy)) {
            store.delete(marker);
            copy.release();
            return "a prune that did not finish has condemned packs that it needs";
        }
        // Steps 4 and 5.
        if (isUnreadable(id)) store.delete(key);
        try {
            var _ = store.putIfAbsent(key, BlobBody.of(copy.bytes()));
        } catch (BlobExistsException e) {
            // A tombstone; the next lines read it.
        }
        boolean there = isThere(id);
        // Step 6.
        store.delete(marker);
        copy.release();
        return there ? null : "somebody has shut its writer out meanwhile";
    }

    /// Asked for only as long as the damaged one is there: a trash that came after the marker
    /// waits for it. A pack that is marked as lost stays where it is, and hinders nothing.
    private boolean isCondemned(ManifestCopy copy) throws IOException {
        var condemned = Trash.condemned(repository.store());
        return copy.manifest().manifest().blobs().stream()
                .anyMatch(blob -> condemned.contains(blob.sha256()));
    }

    private boolean isListed(SnapshotId id) throws IOException {
        return repository.store().findSize(BlobKey.manifest(id)) != null;
    }

    private boolean isThere(SnapshotId id) throws IOException {
        try {
            return repository.findManifest(id) != null;
        } catch (BlobMissingException | CorruptDataException e) {
            return false;
        }
    }

    /// Whether something is there that cannot be read as a manifest.
    boolean isUnreadable(SnapshotId id) throws IOException {
        try {
            var _ = repository.findManifest(id);
            return false;
        } catch (BlobMissingException e) {
            return false;
        } catch (CorruptDataException e) {
            return true;
        }
    }
}
