package dev.holdfast.tree;

/// One step of a walk over a tree.
public enum Step {
    /// A directory begins; what follows until its [#LEAVE] is inside.
    ENTER,
    /// Anything that is not a directory.
    ITEM,
    /// The innermost directory ends.
    LEAVE
}
