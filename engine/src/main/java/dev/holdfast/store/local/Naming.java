package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;

/// How a finished file gets the name of a blob in one step that replaces nothing.
enum Naming {
    /// By a second link; where the file system has none (FAT, some network shares), by
    /// [#RENAME].
    LINK {
        @Override
        void apply(Temporary temporary, Fd parent, ByteString name) throws SysException {
            try {
                Unistd.linkat(temporary.directory(), temporary.name(), parent, name);
            } catch (SysException e) {
                if (!isUnsupported(e)) throw e;
                RENAME.apply(temporary, parent, name);
            }
        }
    },
    /// By a rename that refuses to replace.
    RENAME {
        @Override
        void apply(Temporary temporary, Fd parent, ByteString name) throws SysException {
            Unistd.renameNoReplace(temporary.directory(), temporary.name(), parent, name);
        }
    };

    abstract void apply(Temporary temporary, Fd parent, ByteString name) throws SysException;

    private static boolean isUnsupported(SysException e) {
        return e.is(Errno.EPERM)
                || e.is(Errno.EOPNOTSUPP)
                || e.is(Errno.ENOSYS)
                || e.is(Errno.EMLINK);
    }
}
