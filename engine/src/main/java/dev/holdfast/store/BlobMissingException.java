package dev.holdfast.store;

import java.io.IOException;

/// A store that answers has no blob of that name.
public final class BlobMissingException extends IOException {

    private final BlobKey key;

    public BlobMissingException(BlobKey key, String store) {
        super(key + " is missing in " + store);
        this.key = key;
    }

    public BlobKey key() {
        return key;
    }
}
