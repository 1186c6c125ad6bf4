package dev.holdfast.sys;

import org.jspecify.annotations.Nullable;

/// Why a call failed: errno(3), the numbers of x86-64 and AArch64.
///
/// Only those a file system may give; [SysException] keeps the number of any other.
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    EINTR(4, "interrupted"),
    EIO(5, "input/output error"),
    ENXIO(6, "no such device or address"),
    E2BIG(7, "too long"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "would block"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EBUSY(16, "busy"),
    EEXIST(17, "exists already"),
    EXDEV(18, "on another file system"),
    ENODEV(19, "no such device"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many open files in the system"),
    EMFILE(24, "too many open files"),
    ENOTTY(25, "not supported by this file system"),
    ETXTBSY(26, "program is running"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no space left on device"),
    ESPIPE(29, "cannot seek"),
    EROFS(30, "read-only file system"),
    EMLINK(31, "too many links"),
    ERANGE(34, "out of range"),
    ENAMETOOLONG(36, "name too long"),
    ENOSYS(38, "not supported by this kernel"),
    ENOTEMPTY(39, "directory not empty"),
    ELOOP(40, "is a symbolic link"),
    ENODATA(61, "no such attribute"),
    EOVERFLOW(75, "value too large"),
    EOPNOTSUPP(95, "not supported by this file system"),
    ETIMEDOUT(110, "timed out"),
    ESTALE(116, "stale file handle"),
    EDQUOT(122, "disk quota exceeded"),
    ENOKEY(126, "encryption key not available");

    private static final Errno[] BY_NUMBER = byNumber();

    final int number;
    final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    static @Nullable Errno find(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    @SuppressWarnings("NullAway") // the array has holes, and find says so
    private static Errno[] byNumber() {
        var table = new Errno[ENOKEY.number + 1];
        for (var errno : values()) table[errno.number] = errno;
        return table;
    }
}
