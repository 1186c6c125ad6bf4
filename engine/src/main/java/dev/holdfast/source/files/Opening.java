package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

/// How a source opens: never through a symbolic link, never waiting for the other end of a
/// FIFO, and without a trace in the access times where that is allowed.
final class Opening {

    private static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;

    private Opening() {}

    /// Opens for reading what should be a regular file. The caller looks at what it is.
    static Fd file(Fd directory, ByteString name) throws SysException {
        try {
            return quietly(directory, name, FLAGS);
        } catch (SysException e) {
            if (!e.is(Errno.EAGAIN)) throw e;
            return despiteLease(directory, name, e);
        }
    }

    static Fd directory(Fd parent, ByteString name) throws SysException {
        return quietly(parent, name, FLAGS | Fcntl.O_DIRECTORY);
    }

    /// A path that a person gave: here symbolic links are followed.
    static Fd root(ByteString path) throws SysException {
        int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_DIRECTORY;
        try {
            return Fcntl.open(path, flags | Fcntl.O_NOATIME);
        } catch (SysException e) {
            if (!e.is(Errno.EPERM)) throw e;
            return Fcntl.open(path, flags);
        }
    }

    /// The directory around a file that a person named. It need not be readable.
    static Fd around(ByteString path) throws SysException {
        try {
            return root(path);
        } catch (SysException e) {
            if (!e.is(Errno.EACCES)) throw e;
            return Fcntl.open(path, Fcntl.O_PATH | Fcntl.O_DIRECTORY);
        }
    }

    /// Opens anything without touching it: enough for its facts, attributes and target.
    static Fd place(Fd directory, ByteString name) throws SysException {
        return Fcntl.openat(directory, name, Fcntl.O_PATH | Fcntl.O_NOFOLLOW);
    }

    /// Only the owner may leave the access time alone.
    private static Fd quietly(Fd directory, ByteString name, int flags) throws SysException {
        try {
            return Fcntl.openat(directory, name, flags | Fcntl.O_NOATIME);
        } catch (SysException e) {
            if (!e.is(Errno.EPERM)) throw e;
            return Fcntl.openat(directory, name, flags);
        }
    }

    /// Somebody, often a file server, holds a lease and is asked to give it up, for which
    /// one has to wait. Waiting is safe once it is certain that this is a regular file.
    private static Fd despiteLease(Fd directory, ByteString name, SysException refusal)
            throws SysException {
        try (var place = place(directory, name)) {
            if (!SysStat.stat(place).isRegularFile()) throw refusal;
            return Fcntl.reopen(place, Fcntl.O_RDONLY);
        }
    }
}
