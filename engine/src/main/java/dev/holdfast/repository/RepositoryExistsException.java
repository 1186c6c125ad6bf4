package dev.holdfast.repository;

import java.io.IOException;

/// There is a repository already where one was to be made.
public final class RepositoryExistsException extends IOException {

    public RepositoryExistsException(String message) {
        super(message);
    }
}
