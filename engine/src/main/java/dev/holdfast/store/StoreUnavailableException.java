package dev.holdfast.store;

import java.io.IOException;

/// A store that does not answer, or not now. Whether the call had its effect is unknown.
///
/// The only failure that is tried again, by [RetryingStore] and nobody else.
public final class StoreUnavailableException extends IOException {

    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
