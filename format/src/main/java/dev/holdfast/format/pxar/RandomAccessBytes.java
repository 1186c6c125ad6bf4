package dev.holdfast.format.pxar;

import java.io.IOException;

/// Bytes that can be read at any position: a file, or a stream put together from chunks.
public interface RandomAccessBytes {

    /// How many bytes there are.
    long size();

    /// Fills `length` bytes of `target` with those from `position` on. Whoever asks for bytes
    /// beyond the end has made a mistake in the program.
    void read(long position, byte[] target, int offset, int length) throws IOException;
}
