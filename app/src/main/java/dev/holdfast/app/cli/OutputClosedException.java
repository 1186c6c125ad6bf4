package dev.holdfast.app.cli;

import java.io.IOException;

/// Whoever read our standard output went away, as `head` does: no reason to say anything.
final class OutputClosedException extends IOException {

    OutputClosedException(IOException cause) {
        super("nobody reads the output any more", cause);
    }
}
