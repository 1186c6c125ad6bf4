package dev.holdfast.forget;

import java.io.IOException;

/// A snapshot that was named to be forgotten is pinned.
public final class PinnedException extends IOException {

    PinnedException(String message) {
        super(message);
    }
}
