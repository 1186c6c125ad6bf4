package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.ValueLayout;

/// sys/stat.h: what a file is, directories and nodes, modes and times. No symbolic link is
/// followed.
public final class SysStat {

    /// STATX_BASIC_STATS.
    static final int BASIC = 0x7ff;

    static final long UTIME_OMIT = (1L << 30) - 2;

    private static final CFunction STATX = CFunction.ofInt("statx");
    private static final CFunction MKDIRAT = CFunction.ofInt("mkdirat");
    private static final CFunction MKNODAT = CFunction.ofInt("mknodat");
    private static final CFunction FCHMOD = CFunction.ofInt("fchmod");
    private static final CFunction CHMOD = CFunction.ofInt("chmod");
    private static final CFunction UTIMENSAT = CFunction.ofInt("utimensat");
    private static final CFunction FUTIMENS = CFunction.ofInt("futimens");

    private SysStat() {}

    /// The open file itself.
    public static Stat stat(Fd file) throws SysException {
        var scratch = Scratch.get();
        int flags = Fcntl.AT_EMPTY_PATH;
        if (statx(scratch, file.number(), ByteString.EMPTY, flags) != 0) {
            throw scratch.failure("statx", Fd.describe(file));
        }
        return Stat.readFrom(scratch.struct);
    }

    /// What `name` is. Mounts nothing that waits to be mounted.
    public static Stat stat(Fd directory, ByteString name) throws SysException {
        var found = find(directory, name);
        if (found == null) throw new SysException("statx", Errno.ENOENT.number, name);
        return found;
    }

    /// What `name` is, null if there is nothing of that name.
    public static @Nullable Stat find(Fd directory, ByteString name) throws SysException {
        var scratch = Scratch.get();
        int flags = Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_NO_AUTOMOUNT;
        if (statx(scratch, directory.number(), name, flags) == 0) {
            return Stat.readFrom(scratch.struct);
        }
        if (scratch.errno() == Errno.ENOENT.number) return null;
        throw scratch.failure("statx", name);
    }

    /// What a path leads to, symbolic links followed: for paths that a person gave.
    public static Stat statPath(ByteString path) throws SysException {
        var scratch = Scratch.get();
        if (statx(scratch, Fcntl.AT_FDCWD, path, 0) != 0) throw scratch.failure("statx", path);
        return Stat.readFrom(scratch.struct);
    }

    public static void mkdirat(Fd directory, ByteString name, int mode) throws SysException {
        var scratch = Scratch.get();
        long result =
                MKDIRAT.call(scratch, directory.number(), scratch.name("mkdirat", name), mode);
        if (result != 0) throw scratch.failure("mkdirat", name);
    }

    /// Makes a FIFO, socket or device file; `mode` has the type bits, `rdev` is as in
    /// [Stat].
    public static void mknodat(Fd directory, ByteString name, int mode, long rdev)
            throws SysException {
        var scratch = Scratch.get();
        long result = MKNODAT.call(
                scratch, directory.number(), scratch.name("mknodat", name), mode, makedev(rdev));
        if (result != 0) throw scratch.failure("mknodat", name);
    }

    /// Sets the permission bits of an open file, also of one opened only as a place.
    public static void chmod(Fd file, int permissions) throws SysException {
        var scratch = Scratch.get();
        long result = file.pathOnly()
                ? CHMOD.call(scratch, scratch.name("chmod", file.procPath()), permissions)
                : FCHMOD.call(scratch, file.number(), permissions);
        if (result != 0) throw scratch.failure("chmod", Fd.describe(file));
    }

    /// Sets the time of last modification; the time of last access stays.
    public static void setModified(Fd file, long seconds, int nanos) throws SysException {
        var scratch = Scratch.get();
        var times = scratch.struct;
        times.set(ValueLayout.JAVA_LONG, 0, 0L);
        times.set(ValueLayout.JAVA_LONG, 8, UTIME_OMIT);
        times.set(ValueLayout.JAVA_LONG, 16, seconds);
        times.set(ValueLayout.JAVA_LONG, 24, nanos);
        long result = file.pathOnly()
                ? UTIMENSAT.call(
                        scratch,
                        Fcntl.AT_FDCWD,
                        scratch.name("utimensat", file.procPath()),
                        times.address(),
                        0)
                : FUTIMENS.call(scratch, file.number(), times.address());
        if (result != 0) throw scratch.failure("utimensat", Fd.describe(file));
    }

    private static long statx(Scratch scratch, int directory, ByteString name, int flags)
            throws SysException {
        long path = scratch.name("statx", name);
        return STATX.call(scratch, directory, path, flags, BASIC, scratch.struct.address());
    }

    /// gnu_dev_makedev(3).
    private static long makedev(long rdev) {
        long major = rdev >>> 32;
        long minor = rdev & 0xffff_ffffL;
        return (major & 0xfff) << 8
                | (major & 0xffff_f000L) << 32
                | (minor & 0xff)
                | (minor & 0xffff_ff00L) << 12;
    }
}
