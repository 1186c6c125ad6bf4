package dev.holdfast.repository;

import java.io.IOException;

/// No snapshot, or more than one, is meant by what was asked for.
public final class NoSuchSnapshotException extends IOException {

    public NoSuchSnapshotException(String message) {
        super(message);
    }
}
