package dev.holdfast.repository;

import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Shuts out writers that were given up, by docs/format/protocols.md, "Fence". However long
/// such a writer was asleep: what it sends afterwards comes to nothing.
public final class Fence {

    private final Repository repository;

    private Fence(Repository repository) {
        this.repository = repository;
    }

    /// What became of a writer.
    public enum Outcome {
        /// It can never commit.
        SHUT_OUT,
        /// Its snapshot exists; only its marker was left.
        HAD_COMMITTED,
        /// It has no marker any more.
        HAD_ENDED
    }

    /// A fence around `repository`. A store that lets a late put replace what is there lets
    /// a writer through it; then somebody has to vouch that the writer is dead.
    ///
    /// @throws CannotFenceException if nobody vouches and the store is such a one
    public static Fence of(Repository repository, boolean vouched) throws IOException {
        if (!vouched && !repository.store().isExclusive()) {
            throw new CannotFenceException(
                    "%s: does not refuse a put where something is, so no writer can be shut out"
                            .formatted(repository.store()));
        }
        return new Fence(repository);
    }

    /// A fence around a run of this host, whose holder of the state lock knows it to be dead.
    static Fence ofDeadRun(Repository repository) {
        return new Fence(repository);
    }

    /// Shuts `writer` out, or finds that it has committed, and removes its marker.
    public Outcome shutOut(WriterId writer) throws IOException {
        var marker = Writers.find(repository.store(), writer);
        if (marker == null) return Outcome.HAD_ENDED;
        var manifest = settle(writer, marker.snapshot());
        repository.store().delete(BlobKey.writer(writer));
        return manifest == null ? Outcome.SHUT_OUT : Outcome.HAD_COMMITTED;
    }

    /// Makes final what the store says of a writer's manifest: one that is not there yet
    /// finds a tombstone when it comes. Returns the manifest, or null for the tombstone.
    @Nullable
    StoredManifest settle(WriterId writer, SnapshotId snapshot) throws IOException {
        var tombstone = ZstdText.compress(Manifest.tombstone(writer));
        while (true) {
            try {
                var _ = repository
                        .store()
                        .putIfAbsent(BlobKey.manifest(snapshot), BlobBody.of(tombstone));
            } catch (BlobExistsException e) {
                // A manifest, most likely; the next lines read it.
            }
            try {
                return repository.findManifest(snapshot);
            } catch (BlobMissingException e) {
                // What was there has been forgotten in this moment: the place is open again.
            }
        }
    }
}
