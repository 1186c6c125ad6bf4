package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A directory that the walk is in: what it is, which of its names are still to come.
///
/// Its descriptor may be closed for a while, when the walk is far below.
final class OpenDirectory {

    final Stat stat;

    /// Whether it was opened for reading, and not only as a place.
    final boolean readable;

    /// Whether its file system has the attributes of FAT.
    final boolean fat;

    private @Nullable Fd fd;
    private List<ByteString> names = List.of();
    private int next;

    /// What of it was asked for, null for everything.
    @Nullable
    FileList only;

    /// The ignore files that hold inside it, the nearest first.
    @Nullable
    IgnoreRules rules;

    OpenDirectory(Fd fd, Stat stat, boolean readable, boolean fat) {
        this.fd = fd;
        this.stat = stat;
        this.readable = readable;
        this.fat = fat;
    }

    /// Sets what is to come: names in the order of an archive.
    void fill(List<ByteString> children) {
        names = children;
        next = 0;
    }

    boolean hasNext() {
        return next < names.size();
    }

    ByteString next() {
        return names.get(next++);
    }

    int remaining() {
        return names.size() - next;
    }

    boolean isOpen() {
        return fd != null;
    }

    Fd fd() {
        var open = fd;
        if (open == null) throw new IllegalStateException("the directory is closed");
        return open;
    }

    void reopen(Fd again) {
        fd = again;
    }

    void close() {
        var open = fd;
        fd = null;
        if (open != null) open.close();
    }
}
