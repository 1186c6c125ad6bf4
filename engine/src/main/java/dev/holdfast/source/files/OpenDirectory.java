package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A directory that the walk is in: what it is, which of its names are still to come.
///
/// Its descriptor may be closed for a while, when the walk is far below. Of a walk that runs
/// ahead, what is to come belongs to its thread; place, facts and descriptor are for both.
final class OpenDirectory {

    /// Null for the root.
    private final @Nullable OpenDirectory above;

    private final ByteString name;
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

    private OpenDirectory(
            @Nullable OpenDirectory above,
            ByteString name,
            Fd fd,
            Stat stat,
            boolean readable,
            boolean fat) {
        this.above = above;
        this.name = name;
        this.fd = fd;
        this.stat = stat;
        this.readable = readable;
        this.fat = fat;
    }

    static OpenDirectory root(Fd fd, Stat stat, boolean readable, boolean fat) {
        return new OpenDirectory(null, ByteString.EMPTY, fd, stat, readable, fat);
    }

    OpenDirectory below(ByteString child, Fd childFd, Stat seen, boolean canRead, boolean hasFat) {
        return new OpenDirectory(this, child, childFd, seen, canRead, hasFat);
    }

    /// Where it is below the root; made when asked for.
    ByteString path() {
        int length = 0;
        for (var at = this; at.above != null; at = at.above) length += at.name.length() + 1;
        if (length == 0) return ByteString.EMPTY;
        var path = new byte[length - 1];
        int end = path.length;
        for (var at = this; at.above != null; at = at.above) {
            int start = end - at.name.length();
            at.name.copyTo(path, start);
            if (start > 0) path[start - 1] = '/';
            end = start - 1;
        }
        return ByteString.ofOwned(path);
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
