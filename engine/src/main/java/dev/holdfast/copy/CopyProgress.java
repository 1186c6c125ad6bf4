package dev.holdfast.copy;

import dev.holdfast.repository.StoredManifest;

/// Is told how far a copy is, from several threads.
public interface CopyProgress {

    /// A snapshot begins, and so many packs of it have to be sent.
    void begins(StoredManifest snapshot, int packs, long bytes);

    /// A blob was sent.
    void sent(long bytes);

    /// A snapshot is complete in the other repository.
    void ends(StoredManifest snapshot);
}
