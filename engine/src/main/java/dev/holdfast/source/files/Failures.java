package dev.holdfast.source.files;

import dev.holdfast.sys.Errno;
import dev.holdfast.sys.SysException;

/// Which failures are a file's, and which are our own.
final class Failures {

    private Failures() {}

    /// Throws `e` again if it says that this process has run out of something: then every
    /// other file would fail too, and a backup of what happens to work is worse than none.
    static void check(SysException e) throws SysException {
        if (e.is(Errno.EMFILE) || e.is(Errno.ENFILE) || e.is(Errno.ENOMEM)) throw e;
    }

    static boolean isGone(SysException e) {
        return e.is(Errno.ENOENT) || e.is(Errno.ESTALE);
    }
}
