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
    private final int aheadAfter;

    private FileTree(ByteString root, FileTreeOptions options, int aheadAfter) {
        this.root = root;
        this.options = options;
        this.aheadAfter = aheadAfter;
    }

    public static FileTree of(ByteString root, FileTreeOptions options) {
        return of(root, options, FileTreeCursor.AHEAD_AFTER);
    }

    /// Whose walks run ahead after this many events.
    static FileTree of(ByteString root, FileTreeOptions options, int aheadAfter) {
        return new FileTree(root, options, aheadAfter);
    }

    /// @throws IOException if the root is no directory or may not be read
    @Override
    public SourceCursor open(Consumer<Notice> notices) throws IOException {
        return FileTreeCursor.open(root, options, aheadAfter, notices);
    }
}
