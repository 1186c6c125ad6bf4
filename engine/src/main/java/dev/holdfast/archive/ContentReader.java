package dev.holdfast.archive;

import java.io.IOException;

/// The content of one file, front to back.
@FunctionalInterface
public interface ContentReader {

    /// Reads at most `length` bytes, at least one; -1 at the end.
    int read(byte[] target, int offset, int length) throws IOException;
}
