package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Source;

/// A tree whose walk runs ahead from its first event on, as that of a large one soon does.
public final class AheadTree {

    private AheadTree() {}

    public static Source of(ByteString root, FileTreeOptions options) {
        return FileTree.of(root, options, 0);
    }
}
