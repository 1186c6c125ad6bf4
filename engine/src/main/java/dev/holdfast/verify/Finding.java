package dev.holdfast.verify;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobKey;

import java.util.List;

/// Something that `verify` found.
public sealed interface Finding {

    /// Whether something is damaged or cannot be vouched for, rather than merely worth to be
    /// known.
    default boolean isDamage() {
        return true;
    }

    /// A blob that is not as it was stored. `detail` is a sentence; `snapshots` are those
    /// that need it, in ascending order.
    record BadBlob(BlobKey blob, Fault fault, String detail, List<SnapshotId> snapshots)
            implements Finding {

        public BadBlob {
            snapshots = List.copyOf(snapshots);
        }
    }

    /// A snapshot whose parts cannot be read or do not fit each other.
    record BadSnapshot(SnapshotId snapshot, String detail) implements Finding {}

    /// A file that needs a part of a bad pack; it cannot be restored from that snapshot.
    /// `path` is from the source's root, without a leading slash.
    record TouchedFile(SnapshotId snapshot, ByteString path, BlobKey blob) implements Finding {}

    /// A file whose bytes can all be read and are not those of the file that was backed up.
    record WrongContent(SnapshotId snapshot, ByteString path) implements Finding {}

    /// A snapshot's database without a manifest: of a run that did not end, or all that is
    /// left of a snapshot whose manifest was lost.
    record StrayDatabase(SnapshotId snapshot) implements Finding {

        @Override
        public boolean isDamage() {
            return false;
        }
    }

    /// A snapshot by a writer whom the owner has not admitted.
    record UntrustedSnapshot(SnapshotId snapshot) implements Finding {

        @Override
        public boolean isDamage() {
            return false;
        }
    }
}
