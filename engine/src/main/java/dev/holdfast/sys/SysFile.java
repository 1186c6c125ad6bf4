package dev.holdfast.sys;

/// sys/file.h: locks that say who uses a file. They die with its descriptor.
public final class SysFile {

    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    private static final CFunction FLOCK = CFunction.ofInt("flock");

    private SysFile() {}

    /// Locks a whole file against others who do the same; false if one of them has it. Does
    /// not wait. Some file systems cannot.
    public static boolean tryLock(Fd file) throws SysException {
        var scratch = Scratch.get();
        long result = FLOCK.call(scratch, file.number(), LOCK_EX | LOCK_NB);
        if (result == 0) return true;
        var failure = scratch.failure("flock", Fd.describe(file));
        if (failure.is(Errno.EAGAIN)) return false;
        throw failure;
    }
}
