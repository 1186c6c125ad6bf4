package dev.holdfast.repository;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.Run;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Clears up after runs of this host that died. Called by the holder of the state lock, so
/// every unfinished run but its own is dead.
final class DeadRuns {

    private final Repository repository;
    private final Catalog catalog;

    DeadRuns(Repository repository, Catalog catalog) {
        this.repository = repository;
        this.catalog = catalog;
    }

    /// Removes what is left of their files here, and says whether no run is unfinished, so that
    /// the store has nothing to clear.
    boolean areNone() throws IOException {
        SnapshotCommit.removeLeftovers(repository.stateDirectory());
        return catalog.history().unfinishedRuns().isEmpty();
    }

    /// `own` is the run that clears, if it is one.
    void clear(@Nullable SnapshotId own) throws IOException {
        for (var run : catalog.history().unfinishedRuns()) {
            if (!run.snapshot().equals(own)) clear(run);
        }
    }

    private void clear(Run run) throws IOException {
        if (run.state() == Run.State.PREPARED) {
            var manifest = settle(run);
            if (manifest != null) {
                catalog.history().commit(run.snapshot(), manifest.sha256());
            }
        }
        repository.store().delete(BlobKey.writer(run.writer()));
        catalog.history().end(run.snapshot());
    }

    /// What became of the run's manifest. It is looked for first, so that a store that would
    /// replace it is not even asked to put a tombstone in its place.
    private @Nullable StoredManifest settle(Run run) throws IOException {
        try {
            return repository.findManifest(run.snapshot());
        } catch (BlobMissingException e) {
            return Fence.ofDeadRun(repository).settle(run.writer(), run.snapshot());
        }
    }
}
