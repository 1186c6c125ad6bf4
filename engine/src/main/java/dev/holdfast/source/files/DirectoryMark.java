package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

/// A file whose presence says that its directory is not worth a backup.
///
/// With a header, the file has to be a regular one that begins with these bytes.
public record DirectoryMark(ByteString name, ByteString header) {

    /// The Cache Directory Tagging Specification, https://bford.info/cachedir/.
    public static final DirectoryMark CACHE = new DirectoryMark(
            ByteString.utf8("CACHEDIR.TAG"),
            ByteString.utf8("Signature: 8a477f597d28d172789f06886806bc55"));

    public DirectoryMark {
        if (name.isEmpty() || name.indexOf('/', 0) >= 0 || name.indexOf(0, 0) >= 0) {
            throw new IllegalArgumentException("a mark cannot be named " + name);
        }
    }

    /// Any file of this name.
    public static DirectoryMark present(ByteString name) {
        return new DirectoryMark(name, ByteString.EMPTY);
    }
}
