package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// unistd.h: content, owners and names. No symbolic link is followed.
public final class Unistd {

    private static final int RENAME_NOREPLACE = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    /// One more than the longest target there is, so that a full buffer means "too long".
    private static final int LINK_BYTES = 4097;

    private static final CFunction CLOSE = CFunction.ofInt("close");
    private static final CFunction READ = CFunction.ofLong("read");
    private static final CFunction PREAD = CFunction.ofLong("pread");
    private static final CFunction PWRITE = CFunction.ofLong("pwrite");
    private static final CFunction LSEEK = CFunction.ofLong("lseek");
    private static final CFunction FTRUNCATE = CFunction.ofInt("ftruncate");
    private static final CFunction FSYNC = CFunction.ofInt("fsync");
    private static final CFunction FLOCK = CFunction.ofInt("flock");
    private static final CFunction SYNCFS = CFunction.ofInt("syncfs");
    private static final CFunction READLINKAT = CFunction.ofLong("readlinkat");
    private static final CFunction SYMLINKAT = CFunction.ofInt("symlinkat");
    private static final CFunction LINKAT = CFunction.ofInt("linkat");
    private static final CFunction UNLINKAT = CFunction.ofInt("unlinkat");
    private static final CFunction RENAMEAT = CFunction.ofInt("renameat");
    private static final CFunction RENAMEAT2 = CFunction.ofInt("renameat2");
    private static final CFunction FCHOWNAT = CFunction.ofInt("fchownat");
    private static final CFunction GETEUID = CFunction.ofInt("geteuid");
    private static final CFunction GETEGID = CFunction.ofInt("getegid");

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
            long written =
                    PWRITE.call(scratch, file.number(), transfer.address(), piece, position + done);
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
        long result;
        do {
            result = FTRUNCATE.call(scratch, file.number(), size);
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

    /// Locks an open file for this descriptor alone, until it is closed or its process dies;
    /// EAGAIN if somebody else has. Does not wait.
    public static void lock(Fd file) throws SysException {
        var scratch = Scratch.get();
        long result = FLOCK.call(scratch, file.number(), LOCK_EX | LOCK_NB);
        if (result != 0) throw scratch.failure("flock", Fd.describe(file));
    }

    public static ByteString readlinkat(Fd directory, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var path = scratch.name("readlinkat", name);
        var target = scratch.transfer();
        long length =
                READLINKAT.call(scratch, directory.number(), path, target.address(), LINK_BYTES);
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
        long result = SYMLINKAT.call(scratch, from, directory.number(), to);
        if (result != 0) throw scratch.failure("symlinkat", name);
    }

    /// Gives the open `file`, also one opened with O_TMPFILE or O_PATH, the name `name`.
    /// Nothing is replaced: EEXIST. Needs /proc.
    public static void link(Fd file, Fd directory, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var from = scratch.name("linkat", file.procPath());
        var to = scratch.otherName("linkat", name);
        long result = LINKAT.call(
                scratch, Fcntl.AT_FDCWD, from, directory.number(), to, Fcntl.AT_SYMLINK_FOLLOW);
        if (result != 0) throw scratch.failure("linkat", name);
    }

    /// Gives a file a second name. Nothing is replaced: EEXIST.
    public static void linkat(Fd from, ByteString name, Fd to, ByteString newName)
            throws SysException {
        var scratch = Scratch.get();
        var first = scratch.name("linkat", name);
        var second = scratch.otherName("linkat", newName);
        long result = LINKAT.call(scratch, from.number(), first, to.number(), second, 0);
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
        long result = RENAMEAT.call(scratch, from.number(), first, to.number(), second);
        if (result != 0) throw scratch.failure("renameat", newName);
    }

    /// Renames, but replaces nothing: EEXIST. EINVAL where the file system cannot promise it.
    public static void renameNoReplace(Fd from, ByteString name, Fd to, ByteString newName)
            throws SysException {
        var scratch = Scratch.get();
        var first = scratch.name("renameat2", name);
        var second = scratch.otherName("renameat2", newName);
        long result = RENAMEAT2.call(
                scratch, from.number(), first, to.number(), second, RENAME_NOREPLACE);
        if (result != 0) throw scratch.failure("renameat2", newName);
    }

    /// Sets owner and group of an open file, also of one opened only as a place; -1 leaves
    /// either as it is.
    public static void chown(Fd file, long uid, long gid) throws SysException {
        var scratch = Scratch.get();
        var itself = scratch.name("fchownat", ByteString.EMPTY);
        long result = FCHOWNAT.call(scratch, file.number(), itself, uid, gid, Fcntl.AT_EMPTY_PATH);
        if (result != 0) throw scratch.failure("fchownat", Fd.describe(file));
    }

    /// The user this process acts as.
    public static long effectiveUser() {
        return Integer.toUnsignedLong((int) GETEUID.call(Scratch.get()));
    }

    /// The group this process acts as.
    public static long effectiveGroup() {
        return Integer.toUnsignedLong((int) GETEGID.call(Scratch.get()));
    }

    static int close(int fd) {
        var scratch = Scratch.get();
        long result = CLOSE.call(scratch, fd);
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
            long count = position < 0
                    ? READ.call(scratch, file.number(), transfer.address(), wanted)
                    : PREAD.call(scratch, file.number(), transfer.address(), wanted, position);
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
        return LSEEK.call(scratch, file.number(), position, whence);
    }

    private static void unlinkat(String call, Fd directory, ByteString name, int flags)
            throws SysException {
        var scratch = Scratch.get();
        var path = scratch.name(call, name);
        long result = UNLINKAT.call(scratch, directory.number(), path, flags);
        if (result != 0) throw scratch.failure(call, name);
    }

    /// Never repeated by itself: after a failed fsync the lost pages count as clean.
    private static void check(String call, CFunction handle, Fd file) throws SysException {
        var scratch = Scratch.get();
        long result = handle.call(scratch, file.number());
        if (result != 0) throw scratch.failure(call, Fd.describe(file));
    }
}
