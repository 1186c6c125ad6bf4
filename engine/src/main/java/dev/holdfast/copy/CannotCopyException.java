package dev.holdfast.copy;

import java.io.IOException;

/// A snapshot cannot be copied to that repository, or not now.
public final class CannotCopyException extends IOException {

    public CannotCopyException(String message) {
        super(message);
    }
}
