package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

/// fcntl.h: opening. Every descriptor is close-on-exec.
public final class Fcntl {

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_TRUNC = 01000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_DIRECTORY = Machine.HERE.directoryFlag;
    public static final int O_NOFOLLOW = Machine.HERE.noFollowFlag;
    public static final int O_NOATIME = 01000000;
    public static final int O_PATH = 010000000;
    public static final int O_TMPFILE = 020000000 | O_DIRECTORY;
    static final int O_CLOEXEC = 02000000;

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_SYMLINK_FOLLOW = 0x400;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;

    static final int POSIX_FADV_SEQUENTIAL = 2;

    private static final CFunction OPENAT = CFunction.ofInt("openat");
    private static final CFunction POSIX_FADVISE = CFunction.ofInt("posix_fadvise");

    private Fcntl() {}

    /// Opens a path from the working directory or the root; symbolic links on the way are
    /// followed, so this is for paths that a person gave.
    public static Fd open(ByteString path, int flags) throws SysException {
        return new Fd(openat(AT_FDCWD, path, flags, 0), (flags & O_PATH) != 0);
    }

    public static Fd openat(Fd directory, ByteString name, int flags) throws SysException {
        return openat(directory, name, flags, 0);
    }

    /// `mode` is for [#O_CREAT] and [#O_TMPFILE], less the process's umask.
    public static Fd openat(Fd directory, ByteString name, int flags, int mode)
            throws SysException {
        return new Fd(openat(directory.number(), name, flags, mode), (flags & O_PATH) != 0);
    }

    /// Opens once more, with other flags, what `place` is, whatever its name is by now. Needs
    /// /proc.
    public static Fd reopen(Fd place, int flags) throws SysException {
        return open(place.procPath(), flags);
    }

    /// Tells the kernel that the file will be read from front to back; an advice, so its
    /// refusal means nothing.
    public static void adviseSequential(Fd file) {
        var _ = POSIX_FADVISE.call(Scratch.get(), file.number(), 0L, 0L, POSIX_FADV_SEQUENTIAL);
    }

    private static int openat(int directory, ByteString name, int flags, int mode)
            throws SysException {
        var scratch = Scratch.get();
        var path = scratch.name("openat", name);
        while (true) {
            long fd = OPENAT.call(scratch, directory, path, flags | O_CLOEXEC, mode);
            if (fd >= 0) return (int) fd;
            if (scratch.errno() != Errno.EINTR.number) throw scratch.failure("openat", name);
        }
    }
}
