package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysFile;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A new, empty regular file in a directory that does not have its name yet.
///
/// Where the file system can, it has no name at all and is gone when it is closed, or the
/// process ends, before it gets one. `temporary` is its name where that cannot be. What both
/// cost: docs/design/0009-restore.md.
record StagedFile(Fd fd, @Nullable ByteString temporary) {

    private static final ByteString HERE = ByteString.utf8(".");
    private static final int NAMELESS = Fcntl.O_RDWR | Fcntl.O_TMPFILE;
    private static final int NAMED = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;

    private static final int PROBE = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;

    /// Whoever sees the names of a run can guess the next and take it.
    private static final int TRIES = 3;

    static StagedFile open(TreeWriter writer, Fd directory, int mode) throws SysException {
        try {
            return new StagedFile(Fcntl.openat(directory, HERE, NAMELESS, mode), null);
        } catch (SysException e) {
            boolean unknown = e.is(Errno.EOPNOTSUPP) || e.is(Errno.EISDIR) || e.is(Errno.EINVAL);
            if (!unknown) throw e;
            return openNamed(writer, directory, mode);
        }
    }

    private static StagedFile openNamed(TreeWriter writer, Fd directory, int mode)
            throws SysException {
        for (int i = 1; ; i++) {
            var temporary = writer.temporaryName();
            try {
                var fd = Fcntl.openat(directory, temporary, NAMED, mode);
                claim(fd);
                return new StagedFile(fd, temporary);
            } catch (SysException e) {
                if (!e.is(Errno.EEXIST) || i == TRIES) throw e;
                writer.changeTemporaryNames();
            }
        }
    }

    /// Says to other runs that this one lives, where the file system can.
    private static void claim(Fd fd) {
        try {
            var _ = SysFile.tryLock(fd);
        } catch (SysException e) {
            // Then they will leave it alone, because they cannot tell.
            return;
        }
    }

    /// Whether `name` is a file with no other name that no run has claimed any more. What
    /// cannot be found out is not.
    static boolean isAbandoned(Fd directory, ByteString name) {
        try (var fd = Fcntl.openat(directory, name, PROBE)) {
            var stat = SysStat.stat(fd);
            return stat.isRegularFile() && stat.links() == 1 && SysFile.tryLock(fd);
        } catch (SysException e) {
            return false;
        }
    }

    /// Gives it its name, in one step and in place of what has it.
    void name(TreeWriter writer, Fd directory, ByteString name) throws IOException {
        if (temporary == null) {
            Naming.link(writer, fd, directory, name);
        } else {
            Naming.replace(writer, directory, temporary, name);
        }
    }

    /// Lets go of it unnamed.
    void drop(Fd directory) {
        fd.close();
        if (temporary != null) Naming.drop(directory, temporary);
    }
}
