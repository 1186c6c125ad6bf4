package dev.holdfast.export;

import java.io.IOException;

/// What is to be exported is not a directory.
public final class NotADirectoryException extends IOException {

    public NotADirectoryException(String message) {
        super(message);
    }
}
