package dev.holdfast.repository;

import java.io.IOException;

/// Nobody's signature is over what was to be read, because the page that had it is gone.
public final class UnsignedException extends IOException {

    public UnsignedException(String message) {
        super(message);
    }
}
