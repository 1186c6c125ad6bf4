package dev.holdfast.sys;

import static dev.holdfast.sys.Libc.INT;
import static dev.holdfast.sys.Libc.LONG;
import static dev.holdfast.sys.Libc.POINTER;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// sys/stat.h: what a file is, directories and nodes, modes and times. No symbolic link is
/// followed.
public final class SysStat {

    /// STATX_BASIC_STATS.
    static final int BASIC = 0x7ff;

    static final long UTIME_OMIT = (1L << 30) - 2;

    private static final MethodHandle STATX =
            Libc.bind("statx", INT, INT, POINTER, INT, INT, POINTER);
    private static final MethodHandle MKDIRAT = Libc.bind("mkdirat", INT, INT, POINTER, INT);
    private static final MethodHandle MKNODAT = Libc.bind("mknodat", INT, INT, POINTER, INT, LONG);
    private static final MethodHandle FCHMOD = Libc.bind("fchmod", INT, INT, INT);
    private static final MethodHandle CHMOD = Libc.bind("chmod", INT, POINTER, INT);
    private static final MethodHandle UTIMENSAT =
            Libc.bind("utimensat", INT, INT, POINTER, POINTER, INT);
    private static final MethodHandle FUTIMENS = Libc.bind("futimens", INT, INT, POINTER);

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
        int result;
        try {
            result = (int) MKDIRAT.invokeExact(
                    scratch.errno, directory.number(), scratch.name("mkdirat", name), mode);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("mkdirat", name);
    }

    /// Makes a FIFO, socket or device file; `mode` has the type bits, `rdev` is as in
    /// [Stat].
    public static void mknodat(Fd directory, ByteString name, int mode, long rdev)
            throws SysException {
        var scratch = Scratch.get();
        int result;
        try {
            result = (int) MKNODAT.invokeExact(
                    scratch.errno,
                    directory.number(),
                    scratch.name("mknodat", name),
                    mode,
                    makedev(rdev));
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("mknodat", name);
    }

    /// Sets the permission bits of an open file, also of one opened only as a place.
    public static void chmod(Fd file, int permissions) throws SysException {
        var scratch = Scratch.get();
        int result;
        try {
            result = file.pathOnly()
                    ? (int) CHMOD.invokeExact(
                            scratch.errno, scratch.name("chmod", file.procPath()), permissions)
                    : (int) FCHMOD.invokeExact(scratch.errno, file.number(), permissions);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
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
        int result;
        try {
            result = file.pathOnly()
                    ? (int) UTIMENSAT.invokeExact(
                            scratch.errno,
                            Fcntl.AT_FDCWD,
                            scratch.name("utimensat", file.procPath()),
                            times,
                            0)
                    : (int) FUTIMENS.invokeExact(scratch.errno, file.number(), times);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("utimensat", Fd.describe(file));
    }

    private static int statx(Scratch scratch, int directory, ByteString name, int flags)
            throws SysException {
        MemorySegment path = scratch.name("statx", name);
        try {
            return (int)
                    STATX.invokeExact(scratch.errno, directory, path, flags, BASIC, scratch.struct);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
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
