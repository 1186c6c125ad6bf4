package dev.holdfast.verify;

/// What is wrong with a blob.
public enum Fault {
    /// It is named and not there.
    MISSING,
    /// It is there with more or fewer bytes than it had.
    WRONG_SIZE,
    /// Its bytes are not those that were stored.
    CHANGED,
    /// The store has it and fails to read it.
    UNREADABLE,
    /// Its bytes are those that were stored, and what is in them does not fit together.
    MALFORMED,
    /// It says that a newer Holdfast made it, so this one cannot vouch for it.
    NEWER
}
