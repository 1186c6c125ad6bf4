package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A new, empty regular file in a directory that does not have its name yet.
///
/// Where the file system can, it has no name at all and is gone when it is closed, or the
/// process ends, before it gets one. `temporary` is its name where that cannot be.
record StagedFile(Fd fd, @Nullable ByteString temporary) {

    private static final ByteString HERE = ByteString.utf8(".");
    private static final int MODE = 0600;

    static StagedFile open(TreeWriter writer, Fd directory) throws SysException {
        try {
            int flags = Fcntl.O_RDWR | Fcntl.O_TMPFILE;
            return new StagedFile(Fcntl.openat(directory, HERE, flags, MODE), null);
        } catch (SysException e) {
            boolean unknown = e.is(Errno.EOPNOTSUPP) || e.is(Errno.EISDIR) || e.is(Errno.EINVAL);
            if (!unknown) throw e;
            return openNamed(writer, directory);
        }
    }

    static StagedFile openNamed(TreeWriter writer, Fd directory) throws SysException {
        var temporary = writer.temporaryName();
        int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;
        return new StagedFile(Fcntl.openat(directory, temporary, flags, MODE), temporary);
    }

    /// Gives it its name, in one step and in place of what has it.
    void name(TreeWriter writer, Fd directory, ByteString name) throws IOException {
        if (temporary == null) {
            Naming.link(writer, fd, directory, name);
        } else {
            Unistd.renameat(directory, temporary, directory, name);
        }
    }

    /// Lets go of it unnamed.
    void drop(Fd directory) {
        fd.close();
        if (temporary != null) Naming.drop(directory, temporary);
    }
}
