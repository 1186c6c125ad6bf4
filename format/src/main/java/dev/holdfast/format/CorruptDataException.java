package dev.holdfast.format;

import java.io.IOException;

/// Bytes that are not what their writer wrote: damaged, cut short, or never ours.
///
/// The message says what is wrong, where, and against what it was held.
public final class CorruptDataException extends IOException {

    public CorruptDataException(String message) {
        super(message);
    }

    public CorruptDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
