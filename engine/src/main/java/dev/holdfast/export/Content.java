package dev.holdfast.export;

import dev.holdfast.format.pxar.ByteSink;

import java.io.IOException;

/// The bytes of one file.
@FunctionalInterface
public interface Content {

    /// Writes all of them. Returns only if they are those that were backed up.
    void writeTo(ByteSink target) throws IOException;
}
