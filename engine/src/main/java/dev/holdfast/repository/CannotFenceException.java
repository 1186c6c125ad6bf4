package dev.holdfast.repository;

import java.io.IOException;

/// The store cannot keep a writer out, and nobody has vouched that the writer is dead.
public final class CannotFenceException extends IOException {

    CannotFenceException(String message) {
        super(message);
    }
}
