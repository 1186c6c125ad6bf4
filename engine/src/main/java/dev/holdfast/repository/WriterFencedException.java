package dev.holdfast.repository;

import java.io.IOException;

/// This run was given up by somebody else and shut out: its snapshot can never be committed.
public final class WriterFencedException extends IOException {

    public WriterFencedException(String message) {
        super(message);
    }
}
