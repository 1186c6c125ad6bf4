package dev.holdfast.format.pxar;

/// The three ways to write one tree.
public enum ArchiveForm {
    /// pxar version 1: one stream, a file's content right behind its entry.
    V1,

    /// pxar version 2: a metadata stream, and a payload stream in the order of the entries.
    V2,

    /// What snapshots keep: the items of version 2; payload addresses in any order; and in
    /// large directories a table of the child directories alone.
    STORED
}
