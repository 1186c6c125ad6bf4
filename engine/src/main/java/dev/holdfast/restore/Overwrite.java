package dev.holdfast.restore;

/// What happens to what is in the target already.
public enum Overwrite {
    /// Every file is written anew.
    ALWAYS,
    /// A regular file of the same size and time keeps its content and gets the metadata it
    /// should have; everything else is written anew.
    IF_CHANGED,
    /// What was modified before the snapshot's entry was is written anew, all else is left
    /// alone.
    IF_NEWER,
    /// Nothing that is there is touched.
    NEVER;

    /// Whether something of another kind may be taken away to make room.
    boolean replaces() {
        return this == ALWAYS || this == IF_CHANGED;
    }
}
