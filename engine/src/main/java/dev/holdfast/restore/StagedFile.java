package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;

/// A new, empty regular file that is called `.holdfast-….part` until it is complete.
///
/// Files without any name (O_TMPFILE) would leave nothing behind after a crash, but cost more
/// than all other calls for a small file together: docs/design/0005-restore.md.
record StagedFile(Fd fd, ByteString temporary) {

    private static final int FLAGS = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;

    /// Whoever sees the names of a run can guess the next, and can take it; once, because
    /// then the run goes on with others.
    private static final int TRIES = 3;

    static StagedFile open(TreeWriter writer, Fd directory, int mode) throws SysException {
        for (int i = 1; ; i++) {
            var temporary = writer.temporaryName();
            try {
                return new StagedFile(Fcntl.openat(directory, temporary, FLAGS, mode), temporary);
            } catch (SysException e) {
                if (!e.is(Errno.EEXIST) || i == TRIES) throw e;
                writer.changeTemporaryNames();
            }
        }
    }

    /// Gives it its name, in one step and in place of what has it.
    void name(Fd directory, ByteString name) throws SysException {
        Naming.replace(directory, temporary, name);
    }

    /// Lets go of it.
    void drop(Fd directory) {
        fd.close();
        Naming.drop(directory, temporary);
    }
}
