package dev.holdfast.catalog;

import java.io.IOException;

/// Another process holds the state directory: a backup of this repository is running on
/// this host, or the catalog is being mended.
public final class StateInUseException extends IOException {

    public StateInUseException(String message) {
        super(message);
    }
}
