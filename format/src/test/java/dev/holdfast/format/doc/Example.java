package dev.holdfast.format.doc;

import java.io.IOException;
import java.util.List;

/// Bytes that a page shows, with their meaning.
public interface Example {

    /// Makes the bytes, from nothing.
    byte[] encode() throws IOException;

    /// Says what the bytes mean, in the lines of the page.
    List<String> decode(byte[] bytes) throws IOException;
}
