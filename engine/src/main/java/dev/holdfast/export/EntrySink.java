package dev.holdfast.export;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarEntry;

import java.io.IOException;

/// Takes a tree in archive order: the root, its children with names ascending, directories
/// before what is in them.
///
/// A file's `key` stands for it when a later [#hardlink] is another name of it; keys ascend.
public interface EntrySink {

    void root(Metadata metadata) throws IOException;

    void directory(ByteString name, Metadata metadata) throws IOException;

    void endDirectory() throws IOException;

    /// A regular file of `size` bytes, which `content` writes, exactly so many, when asked.
    void file(ByteString name, Metadata metadata, long key, long size, Content content)
            throws IOException;

    /// Another name for the file with key `targetKey`, whose path from the root is `target`.
    void hardlink(ByteString name, ByteString target, long targetKey) throws IOException;

    void symlink(ByteString name, Metadata metadata, ByteString target) throws IOException;

    void device(ByteString name, Metadata metadata, PxarEntry.Device device) throws IOException;

    void fifo(ByteString name, Metadata metadata) throws IOException;

    void socket(ByteString name, Metadata metadata) throws IOException;

    /// The root ends, and with it the tree.
    void finish() throws IOException;
}
