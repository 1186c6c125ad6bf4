package dev.holdfast.repository;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPool;
import dev.holdfast.format.manifest.Manifest;

/// A snapshot as its manifest tells it to anybody.
///
/// @param sha256 of the stored manifest
/// @param trusted whether a writer signed it whom the owner has admitted or this host pinned
public record StoredManifest(Manifest manifest, Sha256 sha256, long storedSize, boolean trusted) {

    /// The same for who keeps many: what they name in common is there once.
    public StoredManifest sharing(BlobPool pool) {
        return new StoredManifest(manifest.sharing(pool), sha256, storedSize, trusted);
    }
}
