package dev.holdfast.store;

import java.io.IOException;

/// The place where a store should be does not exist: no directory, no bucket.
public final class StoreMissingException extends IOException {

    public StoreMissingException(String message) {
        super(message);
    }
}
