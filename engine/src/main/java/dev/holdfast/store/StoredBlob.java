package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

/// One line of a listing: something lies at `path` and has `size` bytes.
///
/// It may be something that no Holdfast put there; who lists in order to delete must not
/// take that lightly.
public record StoredBlob(String path, long size) {

    /// The blob's key, or null if this is no name of a repository's blob.
    public @Nullable BlobKey findKey() {
        return BlobKey.findPath(path);
    }
}
