package dev.holdfast.backup;

/// Which marks of an unchanged file are believed.
public enum Trust {
    /// Size, mtime, inode and ctime: nobody but an administrator can forge all of them.
    CTIME,
    /// Size and mtime, as rsync does: for trees that a program copies anew each time, and to
    /// make a move, a chmod or a hard link free.
    MTIME
}
