package dev.holdfast.catalog;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;

import java.time.Instant;

/// A backup run in the journal. It is there from before its writer's marker is put until
/// after the marker is deleted.
///
/// @param snapshot the id under which it will commit
/// @param writer names its marker in the store
public record Run(SnapshotId snapshot, WriterId writer, Instant startedAt, State state) {

    /// How far a run has come, as far as the catalog was told.
    public enum State {
        /// Packs are being put. Its manifest was never sent.
        RUNNING,
        /// Its manifest may have been sent: the store knows.
        PREPARED,
        /// Its snapshot is in the catalog; only its marker may be left.
        COMMITTED
    }
}
