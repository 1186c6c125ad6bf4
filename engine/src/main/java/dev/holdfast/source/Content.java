package dev.holdfast.source;

import dev.holdfast.format.pxar.Metadata;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A regular file, open for reading once from front to back. Lives on its own: the cursor
/// may move on, and another thread may read. For one thread at a time.
///
/// What is read ends where the file ended when it was opened, even if it grows; it ends
/// earlier if the file shrank. Whether anything changed meanwhile is asked afterwards, with
/// [#findChange].
public interface Content extends AutoCloseable {

    /// The facts of what was opened. They may differ from the entry's: a file may have been
    /// replaced by another since the walk saw it, and then this is the other one.
    FileFacts facts();

    /// The metadata of what was opened.
    Metadata metadata() throws IOException;

    /// Reads up to `length` bytes, at least one; -1 at the end. Holes come as zeros.
    ///
    /// @throws UnreadableException if this file cannot be read on
    int read(byte[] target, int offset, int length) throws IOException;

    /// What has changed in the file since it was opened, as half a sentence: `grew from 3 to
    /// 5 bytes`. Null if nothing has.
    ///
    /// @throws UnreadableException if the file does not say
    @Nullable
    String findChange() throws IOException;

    @Override
    void close();
}
