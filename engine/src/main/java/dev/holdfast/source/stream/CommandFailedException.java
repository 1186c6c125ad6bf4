package dev.holdfast.source.stream;

import java.io.IOException;

/// A command whose output was to be backed up did not end well.
public final class CommandFailedException extends IOException {

    CommandFailedException(String message) {
        super(message);
    }
}
