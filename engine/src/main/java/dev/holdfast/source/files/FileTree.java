package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceCursor;

import java.io.IOException;
import java.util.function.Consumer;

/// The files beneath one directory.
///
/// The path may lead there through symbolic links; beneath it none is followed.
public final class FileTree implements Source {

    private final ByteString root;
    private final FileTreeOptions options;

    private FileTree(ByteString root, FileTreeOptions options) {
        this.root = root;
        this.options = options;
    }

    public static FileTree of(ByteString root, FileTreeOptions options) {
        return new FileTree(root, options);
    }

    /// @throws IOException if the root is no directory or may not be read
    @Override
    public SourceCursor open(Consumer<Notice> notices) throws IOException {
        return FileTreeCursor.open(root, options, notices);
    }
}
