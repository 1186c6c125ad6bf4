package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The path of a target, as a person gave it: symbolic links on it are followed, because it
/// is not the archive that says where to go.
final class TargetPath {

    private static final int OPEN = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY;
    private static final int PASS = Fcntl.O_PATH | Fcntl.O_DIRECTORY;

    /// As mkdir(1) -p makes one, less the process's umask.
    static final int OPEN_MODE = 0777;

    private TargetPath() {}

    /// Opens the directory; null if there is nothing.
    static @Nullable Fd find(ByteString path) throws SysException {
        try {
            return Fcntl.open(path, OPEN);
        } catch (SysException e) {
            if (e.is(Errno.ENOENT)) return null;
            throw e;
        }
    }

    /// Opens the directory and makes it, with `mode`, and those above it, where they are
    /// missing.
    static Fd make(ByteString path, int mode) throws SysException {
        var names = names(path);
        var at = Fcntl.open(ByteString.utf8("/"), names.isEmpty() ? OPEN : PASS);
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            try (var above = at) {
                at = step(above, names.get(i), last ? OPEN : PASS, last ? mode : OPEN_MODE);
            } catch (SysException e) {
                throw e.at(path);
            }
        }
        return at;
    }

    /// The names on a path, from its beginning.
    static List<ByteString> names(ByteString path) {
        var names = new ArrayList<ByteString>();
        for (int from = 0; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            if (to > from) names.add(path.substring(from, to));
            from = to + 1;
        }
        return names;
    }

    private static Fd step(Fd above, ByteString name, int flags, int mode) throws SysException {
        try {
            return Fcntl.openat(above, name, flags);
        } catch (SysException e) {
            if (!e.is(Errno.ENOENT)) throw e;
        }
        SysStat.mkdirat(above, name, mode);
        return Fcntl.openat(above, name, flags);
    }
}
