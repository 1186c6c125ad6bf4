package dev.holdfast.sys;

import static dev.holdfast.sys.Libc.INT;
import static dev.holdfast.sys.Libc.LONG;
import static dev.holdfast.sys.Libc.POINTER;

import dev.holdfast.format.ByteString;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// unistd.h: content, owners and names. No symbolic link is followed.
public final class Unistd {

    private static final int RENAME_NOREPLACE = 1;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    /// One more than the longest target there is, so that a full buffer means "too long".
    private static final int LINK_BYTES = 4097;

    private static final MethodHandle CLOSE = Libc.bind("close", INT, INT);
    private static final MethodHandle READ = Libc.bind("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle PREAD = Libc.bind("pread", LONG, INT, POINTER, LONG, LONG);
    private static final MethodHandle PWRITE = Libc.bind("pwrite", LONG, INT, POINTER, LONG, LONG);
    private static final MethodHandle LSEEK = Libc.bind("lseek", LONG, INT, LONG, INT);
    private static final MethodHandle FTRUNCATE = Libc.bind("ftruncate", INT, INT, LONG);
    private static final MethodHandle FSYNC = Libc.bind("fsync", INT, INT);
    private static final MethodHandle SYNCFS = Libc.bind("syncfs", INT, INT);
    private static final MethodHandle READLINKAT =
            Libc.bind("readlinkat", LONG, INT, POINTER, POINTER, LONG);
    private static final MethodHandle SYMLINKAT =
            Libc.bind("symlinkat", INT, POINTER, INT, POINTER);
    private static final MethodHandle LINKAT =
            Libc.bind("linkat", INT, INT, POINTER, INT, POINTER, INT);
    private static final MethodHandle UNLINKAT = Libc.bind("unlinkat", INT, INT, POINTER, INT);
    private static final MethodHandle RENAMEAT =
            Libc.bind("renameat", INT, INT, POINTER, INT, POINTER);
    private static final MethodHandle RENAMEAT2 =
            Libc.bind("renameat2", INT, INT, POINTER, INT, POINTER, INT);
    private static final MethodHandle FCHOWNAT =
            Libc.bind("fchownat", INT, INT, POINTER, INT, INT, INT);
    private static final MethodHandle GETEUID = Libc.bind("geteuid", INT);
    private static final MethodHandle GETEGID = Libc.bind("getegid", INT);

    private Unistd() {}

    /// Up to `length` bytes from where the file stands; 0 means the end. May be short.
    public static int read(Fd file, byte[] target, int offset, int length) throws SysException {
        return read(file, target, offset, length, -1);
    }

    /// The same from `position`; where the file stands does not change.
    public static int pread(Fd file, byte[] target, int offset, int length, long position)
            throws SysException {
        if (position < 0) throw new IllegalArgumentException("position " + position);
        return read(file, target, offset, length, position);
    }

    /// All of the bytes, or an exception.
    public static void pwrite(Fd file, byte[] source, int offset, int length, long position)
            throws SysException {
        var scratch = Scratch.get();
        var transfer = scratch.transfer();
        for (int done = 0; done < length; ) {
            int piece = Math.min(length - done, Scratch.TRANSFER_BYTES);
            MemorySegment.copy(source, offset + done, transfer, ValueLayout.JAVA_BYTE, 0, piece);
            long written;
            try {
                written = (long) PWRITE.invokeExact(
                        scratch.errno, file.number(), transfer, (long) piece, position + done);
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
            if (written > 0) {
                done += (int) written;
            } else if (written == 0) {
                throw new SysException("pwrite", Errno.ENOSPC.number, Fd.describe(file));
            } else if (scratch.errno() != Errno.EINTR.number) {
                throw scratch.failure("pwrite", Fd.describe(file));
            }
        }
    }

    /// Where the next byte is that is not in a hole, at or after `position`; -1 if only a
    /// hole follows. Where holes are unknown this is `position`.
    public static long findData(Fd file, long position) throws SysException {
        var scratch = Scratch.get();
        long found = lseek(scratch, file, position, SEEK_DATA);
        if (found >= 0) return found;
        return switch (Errno.find(scratch.errno())) {
            case ENXIO -> -1;
            case EINVAL -> position;
            case null, default -> throw scratch.failure("lseek", Fd.describe(file));
        };
    }

    /// Where the next hole begins at or after `position`, which must be before the end; the
    /// end of the file counts as one. Where holes are unknown this is `Long.MAX_VALUE`.
    public static long findHole(Fd file, long position) throws SysException {
        var scratch = Scratch.get();
        long found = lseek(scratch, file, position, SEEK_HOLE);
        if (found >= 0) return found;
        return switch (Errno.find(scratch.errno())) {
            case ENXIO, EINVAL -> Long.MAX_VALUE;
            case null, default -> throw scratch.failure("lseek", Fd.describe(file));
        };
    }

    public static void rewind(Fd file) throws SysException {
        var scratch = Scratch.get();
        if (lseek(scratch, file, 0, 0) < 0) throw scratch.failure("lseek", Fd.describe(file));
    }

    public static void ftruncate(Fd file, long size) throws SysException {
        var scratch = Scratch.get();
        int result;
        do {
            try {
                result = (int) FTRUNCATE.invokeExact(scratch.errno, file.number(), size);
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        } while (result != 0 && scratch.errno() == Errno.EINTR.number);
        if (result != 0) throw scratch.failure("ftruncate", Fd.describe(file));
    }

    /// Makes a file's content, or a directory's names, durable.
    public static void fsync(Fd file) throws SysException {
        check("fsync", FSYNC, file);
    }

    /// Makes everything durable that was written to the file system `file` is on, and says
    /// (since Linux 5.8) if something was lost on the way.
    public static void syncfs(Fd file) throws SysException {
        check("syncfs", SYNCFS, file);
    }

    public static ByteString readlinkat(Fd directory, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var path = scratch.name("readlinkat", name);
        var target = scratch.transfer();
        long length;
        try {
            length = (long) READLINKAT.invokeExact(
                    scratch.errno, directory.number(), path, target, (long) LINK_BYTES);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (length < 0) throw scratch.failure("readlinkat", name);
        if (length == LINK_BYTES) {
            throw new SysException("readlinkat", Errno.ENAMETOOLONG.number, name);
        }
        return bytes(target, 0, (int) length);
    }

    public static void symlinkat(ByteString target, Fd directory, ByteString name)
            throws SysException {
        var scratch = Scratch.get();
        var from = scratch.name("symlinkat", target);
        var to = scratch.otherName("symlinkat", name);
        int result;
        try {
            result = (int) SYMLINKAT.invokeExact(scratch.errno, from, directory.number(), to);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("symlinkat", name);
    }

    /// Gives the open `file`, also one opened with O_TMPFILE or O_PATH, the name `name`.
    /// Nothing is replaced: EEXIST. Needs /proc.
    public static void link(Fd file, Fd directory, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var from = scratch.name("linkat", file.procPath());
        var to = scratch.otherName("linkat", name);
        int result;
        try {
            result = (int) LINKAT.invokeExact(
                    scratch.errno,
                    Fcntl.AT_FDCWD,
                    from,
                    directory.number(),
                    to,
                    Fcntl.AT_SYMLINK_FOLLOW);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("linkat", name);
    }

    /// Gives a file a second name. Nothing is replaced: EEXIST.
    public static void linkat(Fd from, ByteString name, Fd to, ByteString newName)
            throws SysException {
        var scratch = Scratch.get();
        var first = scratch.name("linkat", name);
        var second = scratch.otherName("linkat", newName);
        int result;
        try {
            result = (int)
                    LINKAT.invokeExact(scratch.errno, from.number(), first, to.number(), second, 0);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("linkat", newName);
    }

    /// Removes a name that is not a directory's.
    public static void unlinkat(Fd directory, ByteString name) throws SysException {
        unlinkat("unlinkat", directory, name, 0);
    }

    /// Removes an empty directory.
    public static void rmdirat(Fd directory, ByteString name) throws SysException {
        unlinkat("rmdir", directory, name, Fcntl.AT_REMOVEDIR);
    }

    /// Renames, and replaces what has the new name, in one step.
    public static void renameat(Fd from, ByteString name, Fd to, ByteString newName)
            throws SysException {
        var scratch = Scratch.get();
        var first = scratch.name("renameat", name);
        var second = scratch.otherName("renameat", newName);
        int result;
        try {
            result = (int)
                    RENAMEAT.invokeExact(scratch.errno, from.number(), first, to.number(), second);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("renameat", newName);
    }

    /// Renames, but replaces nothing: EEXIST. EINVAL where the file system cannot promise it.
    public static void renameNoReplace(Fd from, ByteString name, Fd to, ByteString newName)
            throws SysException {
        var scratch = Scratch.get();
        var first = scratch.name("renameat2", name);
        var second = scratch.otherName("renameat2", newName);
        int result;
        try {
            result = (int) RENAMEAT2.invokeExact(
                    scratch.errno, from.number(), first, to.number(), second, RENAME_NOREPLACE);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("renameat2", newName);
    }

    /// Sets owner and group of an open file, also of one opened only as a place; -1 leaves
    /// either as it is.
    public static void chown(Fd file, long uid, long gid) throws SysException {
        var scratch = Scratch.get();
        var itself = scratch.name("fchownat", ByteString.EMPTY);
        int result;
        try {
            result = (int) FCHOWNAT.invokeExact(
                    scratch.errno,
                    file.number(),
                    itself,
                    (int) uid,
                    (int) gid,
                    Fcntl.AT_EMPTY_PATH);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("fchownat", Fd.describe(file));
    }

    /// The user this process acts as.
    public static long effectiveUser() {
        try {
            return Integer.toUnsignedLong((int) GETEUID.invokeExact(Scratch.get().errno));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /// The group this process acts as.
    public static long effectiveGroup() {
        try {
            return Integer.toUnsignedLong((int) GETEGID.invokeExact(Scratch.get().errno));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static int close(int fd) {
        var scratch = Scratch.get();
        int result;
        try {
            result = (int) CLOSE.invokeExact(scratch.errno, fd);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        // After EINTR the descriptor is gone all the same on Linux.
        return result == 0 || scratch.errno() == Errno.EINTR.number ? 0 : scratch.errno();
    }

    static ByteString bytes(MemorySegment from, long offset, int length) {
        var bytes = new byte[length];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return ByteString.ofOwned(bytes);
    }

    private static int read(Fd file, byte[] target, int offset, int length, long position)
            throws SysException {
        var scratch = Scratch.get();
        var transfer = scratch.transfer();
        long wanted = Math.min(length, Scratch.TRANSFER_BYTES);
        while (true) {
            long count;
            try {
                count = position < 0
                        ? (long) READ.invokeExact(scratch.errno, file.number(), transfer, wanted)
                        : (long) PREAD.invokeExact(
                                scratch.errno, file.number(), transfer, wanted, position);
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
            if (count >= 0) {
                MemorySegment.copy(transfer, ValueLayout.JAVA_BYTE, 0, target, offset, (int) count);
                return (int) count;
            }
            if (scratch.errno() != Errno.EINTR.number) {
                throw scratch.failure("read", Fd.describe(file));
            }
        }
    }

    private static long lseek(Scratch scratch, Fd file, long position, int whence) {
        try {
            return (long) LSEEK.invokeExact(scratch.errno, file.number(), position, whence);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static void unlinkat(String call, Fd directory, ByteString name, int flags)
            throws SysException {
        var scratch = Scratch.get();
        var path = scratch.name(call, name);
        int result;
        try {
            result = (int) UNLINKAT.invokeExact(scratch.errno, directory.number(), path, flags);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure(call, name);
    }

    /// Never repeated by itself: after a failed fsync the lost pages count as clean.
    private static void check(String call, MethodHandle handle, Fd file) throws SysException {
        var scratch = Scratch.get();
        int result;
        try {
            result = (int) handle.invokeExact(scratch.errno, file.number());
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure(call, Fd.describe(file));
    }
}
