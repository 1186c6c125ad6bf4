package dev.holdfast.copy;

import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.repository.MarkCopies;
import dev.holdfast.repository.PackSizes;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.repository.Trash;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Copies snapshots from one repository to another of the same id and keys, by the protocol
/// of docs/format/protocols.md, "Copy": for each a writer, which announces itself, learns
/// what there is, puts packs, then the database, then the manifest, and then takes its
/// marker away. May be called again whatever happened.
public final class CopyJob {

    private final Repository source;
    private final Repository target;
    private final CopyProgress progress;
    private final BlobTransfer transfer;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// `temporary` is a directory for blobs too large for memory.
    ///
    /// The two are repositories of the same keys; for others there is [ResealJob].
    public CopyJob(
            Repository source,
            Repository target,
            Path temporary,
            CopyProgress progress,
            InstantSource clock,
            RandomGenerator random) {
        if (!source.id().equals(target.id())) {
            throw new IllegalArgumentException("blobs are copied where the keys are the same");
        }
        this.source = source;
        this.target = target;
        this.progress = progress;
        this.transfer = new BlobTransfer(source.store(), target.store(), temporary, progress);
        this.clock = clock;
        this.random = random;
    }

    /// Copies `snapshots` of the source, oldest first, and then their pins and edited tags.
    public CopyReport run(List<StoredManifest> snapshots) throws IOException, InterruptedException {
        target.store().removeLeftovers();
        var there = there();
        var shutOut = new ArrayList<SnapshotId>();
        int copied = 0;
        int present = 0;
        for (var snapshot : snapshots) {
            var known = there.get(snapshot.manifest().snapshot());
            if (known != null) {
                requireSame(snapshot, known);
                removeMarkers(snapshot);
                present++;
            } else if (copy(snapshot)) {
                copied++;
            } else {
                shutOut.add(snapshot.manifest().snapshot());
            }
        }
        int marks = new MarkCopies(source, target).copy(without(snapshots, shutOut));
        return new CopyReport(copied, present, marks, transfer.packs(), transfer.bytes(), shutOut);
    }

    private static List<SnapshotId> without(
            List<StoredManifest> snapshots, List<SnapshotId> shutOut) {
        return snapshots.stream()
                .map(stored -> stored.manifest().snapshot())
                .filter(id -> !shutOut.contains(id))
                .toList();
    }

    private Map<SnapshotId, StoredManifest> there() throws IOException {
        var there = new HashMap<SnapshotId, StoredManifest>();
        for (var stored : target.snapshots()) there.put(stored.manifest().snapshot(), stored);
        return there;
    }

    private void requireSame(StoredManifest snapshot, StoredManifest there)
            throws CannotCopyException {
        if (!snapshot.sha256().equals(there.sha256())) {
            throw new CannotCopyException("%s has another snapshot %s than %s"
                    .formatted(
                            Printable.of(target.place()),
                            snapshot.manifest().snapshot(),
                            Printable.of(source.place())));
        }
    }

    /// Copies one snapshot; false if a tombstone forbids it. The marker stays if it is not
    /// known what became of the manifest.
    private boolean copy(StoredManifest snapshot) throws IOException, InterruptedException {
        var id = snapshot.manifest().snapshot();
        var writer = BlobKey.writer(WriterId.random(random));
        var marker = new WriterMarker(id, clock.instant()).toByteArray();
        var _ = target.store().putIfAbsent(writer, BlobBody.of(marker));
        byte[] stored;
        try {
            stored = manifest(snapshot);
            transfer.packs(missing(snapshot));
            transfer.database(BlobKey.database(id), snapshot.manifest().database());
        } catch (Throwable failure) {
            try {
                target.store().delete(writer);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        boolean committed = commit(BlobKey.manifest(id), stored, writer);
        if (committed) removeMarkers(snapshot);
        target.store().delete(writer);
        if (committed) progress.ends(snapshot);
        return committed;
    }

    /// The packs of a snapshot that the target does not have. Learnt after the marker is
    /// there: what no prune has condemned by then stays.
    private List<BlobFacts> missing(StoredManifest snapshot) throws IOException {
        var doubtful = Trash.packs(target.store());
        var sizes = PackSizes.list(target.store());
        var missing = new ArrayList<BlobFacts>();
        long bytes = 0;
        for (var pack : snapshot.manifest().blobs()) {
            if (doubtful.condemned().contains(pack.sha256())) {
                throw new CannotCopyException(
                        "%s: an unfinished prune has condemned pack %s, which snapshot %s needs; let a prune finish there first"
                                .formatted(
                                        Printable.of(target.place()),
                                        pack.sha256(),
                                        snapshot.manifest().snapshot().shortText()));
            }
            if (doubtful.lost().contains(pack.sha256()) && sizes.containsKey(pack.sha256())) {
                throw new CannotCopyException(
                        "%s: pack %s, which snapshot %s needs, is marked as lost there"
                                .formatted(
                                        Printable.of(target.place()),
                                        pack.sha256(),
                                        snapshot.manifest().snapshot().shortText()));
            }
            var size = sizes.get(pack.sha256());
            if (size != null && size == pack.size()) continue;
            missing.add(pack);
            bytes += pack.size();
        }
        progress.begins(snapshot, missing.size(), bytes);
        return missing;
    }

    /// The commit point: what lies there in the end decides.
    private boolean commit(BlobKey manifest, byte[] stored, BlobKey writer) throws IOException {
        var store = target.store();
        try {
            if (store.putIfAbsent(manifest, BlobBody.of(stored)) == Put.EXISTED
                    && !isStored(store, manifest, stored)) {
                return false;
            }
        } catch (BlobExistsException e) {
            return false;
        }
        return store.findSize(writer) != null || isStored(store, manifest, stored);
    }

    private static boolean isStored(BlobStore store, BlobKey manifest, byte[] stored)
            throws IOException {
        try {
            return Arrays.equals(stored, store.get(manifest, Math.max(stored.length, 1 << 20)));
        } catch (BlobMissingException e) {
            return false;
        }
    }

    /// The stored bytes of the source's manifest, as they were read before.
    private byte[] manifest(StoredManifest snapshot) throws IOException {
        var key = BlobKey.manifest(snapshot.manifest().snapshot());
        var stored = source.store().get(key, Math.toIntExact(snapshot.storedSize()));
        if (!Sha256.hash(stored).equals(snapshot.sha256())) {
            throw new CannotCopyException(key + " has become another while it was copied");
        }
        return stored;
    }

    /// The manifest is there, so every writer of this snapshot has ended well, and what an
    /// interrupted copy left of its marker can go.
    private void removeMarkers(StoredManifest snapshot) throws IOException {
        for (var writer : Writers.list(target.store())) {
            var marker = Writers.find(target.store(), writer);
            if (isOf(marker, snapshot)) target.store().delete(BlobKey.writer(writer));
        }
    }

    private static boolean isOf(@Nullable WriterMarker marker, StoredManifest snapshot) {
        return marker != null && marker.snapshot().equals(snapshot.manifest().snapshot());
    }
}
