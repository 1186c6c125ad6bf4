package dev.holdfast.repository;

import java.io.IOException;

/// There is no repository where one was looked for.
public final class NoRepositoryException extends IOException {

    public NoRepositoryException(String message) {
        super(message);
    }
}
