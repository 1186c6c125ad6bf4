package dev.holdfast.repository;

import java.io.IOException;

/// Something is not signed by who should have signed it, or a repository is not the one
/// that this host has pinned.
public final class UntrustedException extends IOException {

    public UntrustedException(String message) {
        super(message);
    }
}
