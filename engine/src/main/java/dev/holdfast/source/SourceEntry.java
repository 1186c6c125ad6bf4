package dev.holdfast.source;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Metadata;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// One file of a source, whatever its type. Valid until the cursor moves on.
///
/// Name and facts cost nothing. The other answers look at the file again, which may be gone
/// or another one by now: then they are null, and the notice has been given.
public interface SourceEntry {

    /// The name in its directory; empty for the root.
    ByteString name();

    /// Where it is below the root, names joined by slashes; empty for the root. Made when
    /// asked for.
    ByteString path();

    FileFacts facts();

    /// Everything an archive keeps beside the content. It belongs to the same file as the
    /// facts; of a regular file that will be read, take [Content#metadata] instead.
    @Nullable
    Metadata metadata() throws IOException;

    /// What a symbolic link says.
    @Nullable
    ByteString target() throws IOException;

    /// The major number of the device that a device file stands for.
    long deviceMajor();

    long deviceMinor();

    /// Opens a regular file's content, afresh with every call. Null, with the notice given,
    /// if it is gone, may not be read, or is no longer a regular file.
    @Nullable
    Content open() throws IOException;
}
