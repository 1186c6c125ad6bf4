package dev.holdfast.store;

import java.io.IOException;

/// A put found another blob of that name, of another size: certainly not the same bytes.
public final class BlobExistsException extends IOException {

    private final BlobKey key;

    public BlobExistsException(BlobKey key, String store, long size, long found) {
        super("%s is in %s already, with %d bytes instead of %d"
                .formatted(key, store, found, size));
        this.key = key;
    }

    public BlobKey key() {
        return key;
    }
}
