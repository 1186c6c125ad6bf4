package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;

/// One source of one host: what a lineage is the history of.
///
/// @param host the name under which the host backs up
/// @param kind [#FILES], [#FILE], [#STREAM], or what other kinds of source are called
/// @param root where the source begins: the absolute path of a directory or of one file
public record SourceKey(String host, String kind, ByteString root) {

    /// A directory and what is beneath it.
    public static final String FILES = "files";

    /// One file that is no directory.
    public static final String FILE = "file";

    /// What came out of a pipe or a command; its path is a name in `/`.
    public static final String STREAM = "stream";

    /// Whether the archive has one entry beneath its root, which [#root] is the path of.
    public boolean isSingle() {
        return kind.equals(FILE) || kind.equals(STREAM);
    }

    /// The path that the root of the archive stands for: [#root], or the directory in which
    /// that one file lies.
    public ByteString directory() {
        if (!isSingle()) return root;
        return root.substring(0, Math.max(1, root.lastIndexOf('/')));
    }

    /// The name of the one entry; empty if there are others.
    public ByteString name() {
        if (!isSingle()) return ByteString.EMPTY;
        return root.substring(root.lastIndexOf('/') + 1, root.length());
    }
}
