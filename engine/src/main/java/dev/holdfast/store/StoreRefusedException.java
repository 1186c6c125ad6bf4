package dev.holdfast.store;

import java.io.IOException;

/// A store that answers and does not let us: wrong credentials, or a policy against it. To
/// try again is of no use.
public final class StoreRefusedException extends IOException {

    public StoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
