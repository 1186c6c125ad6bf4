package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;

/// One name in an archive, and what it stands for.
///
/// `position` is where its FILENAME item starts in the metadata stream. `end` is the first
/// position after its own items: for a directory that is where its first child or its table
/// begins; for a file of version 1 the content lies before it. The root has no FILENAME: its
/// name is empty, and its position that of its ENTRY.
public sealed interface PxarEntry {

    ByteString name();

    long position();

    long end();

    /// An entry with metadata of its own: every one but a hard link.
    sealed interface Inode extends PxarEntry {

        Metadata metadata();
    }

    record Directory(ByteString name, Metadata metadata, long position, long end)
            implements Inode {}

    /// A file of `size` bytes. Its PAYLOAD header, 16 bytes, is at `address` in the payload
    /// stream, or in the one stream of version 1, and its content follows there.
    record RegularFile(
            ByteString name, Metadata metadata, long position, long end, long address, long size)
            implements Inode {

        /// Where the content's first byte is.
        public long contentAddress() {
            return address + ItemHeader.BYTES;
        }
    }

    record Symlink(ByteString name, Metadata metadata, long position, long end, ByteString target)
            implements Inode {}

    /// A block or a character device; which, the mode says.
    record Device(
            ByteString name, Metadata metadata, long position, long end, long major, long minor)
            implements Inode {}

    record Fifo(ByteString name, Metadata metadata, long position, long end) implements Inode {}

    record Socket(ByteString name, Metadata metadata, long position, long end) implements Inode {}

    /// Another name for an earlier regular file: its path from the root, without a leading
    /// slash, and its `position`.
    record Hardlink(
            ByteString name, long position, long end, ByteString target, long targetPosition)
            implements PxarEntry {}
}
