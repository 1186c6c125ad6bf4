package dev.holdfast.source;

import dev.holdfast.format.ByteString;

import java.io.IOException;

/// One file of a source cannot be read any further; the others can.
public final class UnreadableException extends IOException {

    private final String reason;

    /// `path` is below the root of the source, `reason` half a sentence.
    public UnreadableException(ByteString path, String reason, Throwable cause) {
        super(path + ": " + reason, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
