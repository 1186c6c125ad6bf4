package dev.holdfast.format;

import java.io.IOException;

/// Bytes of a format version or feature that this Holdfast does not know (invariant I12).
///
/// Never an excuse to call something corrupt, and never a reason to repair it.
public final class FormatTooNewException extends IOException {

    public FormatTooNewException(String message) {
        super(message);
    }
}
