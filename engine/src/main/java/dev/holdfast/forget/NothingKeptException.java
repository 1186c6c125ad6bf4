package dev.holdfast.forget;

import java.io.IOException;

/// A plan would leave nothing of a history, or of the whole repository.
public final class NothingKeptException extends IOException {

    NothingKeptException(String message) {
        super(message);
    }
}
