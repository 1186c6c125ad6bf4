package dev.holdfast.crypto;

import java.io.IOException;

/// Something sealed that none of the given keys opens. It may be perfectly sound.
///
/// The message names what was to be opened and what kind of keys were tried, never a key.
public final class WrongKeyException extends IOException {

    public WrongKeyException(String message) {
        super(message);
    }
}
