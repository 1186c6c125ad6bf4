package dev.holdfast.restore;

import dev.holdfast.repository.SealedChunks;

import org.jspecify.annotations.Nullable;

/// What was fetched, on its way to whoever writes.
///
/// @param sealed null if there was nothing to fetch, or it did not come: then whoever writes
///     reads each content for itself, and finds out which of them are lost
record Fetched(Fetch fetch, @Nullable SealedChunks sealed) {

    int size() {
        return sealed == null ? 0 : sealed.size();
    }
}
