package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.StoreMissingException;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The directory of a store, held open: the same one from open to close, whatever is
/// mounted over its path meanwhile. Everything below is reached from it name by name, and
/// no name may be a symbolic link.
///
/// New directories and files have its permissions, less the umask, so that a repository
/// shared by a group stays shared.
final class LocalDirectory implements AutoCloseable {

    private static final int DIRECTORY = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;
    private static final ByteString SELF = ByteString.utf8(".");

    private final String shown;

    /// Used by all threads at once, and only to reach names below it.
    private final Fd root;

    private final int permissions;
    private final Set<String> durable = ConcurrentHashMap.newKeySet();

    private LocalDirectory(String shown, Fd root, int permissions) {
        this.shown = shown;
        this.root = root;
        this.permissions = permissions;
    }

    static LocalDirectory open(Path path) throws IOException {
        var name = ByteString.utf8(path.toAbsolutePath().toString());
        try {
            var root = Fcntl.open(name, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            try {
                int permissions = SysStat.stat(root).mode() & 0777;
                return new LocalDirectory(name.toString(), root, permissions);
            } catch (SysException e) {
                root.close();
                throw e;
            }
        } catch (SysException e) {
            if (e.is(Errno.ENOENT)) {
                throw new StoreMissingException("there is no directory " + name);
            }
            if (e.is(Errno.ENOTDIR)) throw new StoreMissingException(name + " is no directory");
            throw LocalStore.failed("cannot open " + name, e);
        }
    }

    /// The directory that a blob's file is in, null if it does not exist.
    @Nullable
    Fd findParent(BlobKey key) throws IOException {
        return find(parentPath(key));
    }

    /// A directory of the store, null if it does not exist.
    @Nullable
    Fd find(String path) throws IOException {
        var directory = openSelf();
        for (var name : names(path)) {
            try (var parent = directory) {
                directory = Fcntl.openat(parent, ByteString.utf8(name), DIRECTORY);
            } catch (SysException e) {
                if (!e.is(Errno.ENOENT)) throw e.at(ByteString.utf8(path));
                check();
                return null;
            }
        }
        return directory;
    }

    /// The directory that a blob's file is to be in, made durably if it does not exist.
    Fd makeParent(BlobKey key) throws IOException {
        return make(parentPath(key));
    }

    /// Opens a directory of the store and sees to it that its names up to the store's own
    /// are durable. That another process has made it is not enough: its sync may be still
    /// to come.
    Fd make(String path) throws IOException {
        var directory = openSelf();
        var walked = new StringBuilder();
        for (var name : names(path)) {
            walked.append(name).append('/');
            try (var parent = directory) {
                directory = make(parent, ByteString.utf8(name), walked.toString());
            }
        }
        return directory;
    }

    private Fd make(Fd parent, ByteString name, String path) throws IOException {
        boolean made = false;
        try {
            SysStat.mkdirat(parent, name, permissions);
            made = true;
        } catch (SysException e) {
            if (!e.is(Errno.EEXIST)) {
                check();
                throw e;
            }
        }
        if (made || !durable.contains(path)) {
            Unistd.fsync(parent);
            durable.add(path);
        }
        return Fcntl.openat(parent, name, DIRECTORY);
    }

    /// Removes the directory of a blob that was deleted, unless something else is in it.
    void removeParentIfEmpty(BlobKey key) throws IOException {
        var path = parentPath(key);
        int slash = path.lastIndexOf('/');
        try (var parent = find(path.substring(0, slash))) {
            if (parent == null) return;
            Unistd.rmdirat(parent, ByteString.utf8(path.substring(slash + 1)));
            durable.remove(path + '/');
            Unistd.fsync(parent);
        } catch (SysException e) {
            if (!e.is(Errno.ENOTEMPTY) && !e.is(Errno.EEXIST) && !e.is(Errno.ENOENT)) throw e;
        }
    }

    /// Refuses to take for empty what was removed.
    void check() throws IOException {
        if (SysStat.stat(root).links() == 0) {
            throw new StoreUnavailableException(this + " was removed");
        }
    }

    /// For new files: who may use the store may read them, and nobody writes them again.
    int fileMode() {
        return (permissions & 0444) | 0400;
    }

    /// The attributes of a blob's file, null if there is none. Anything else of that name is
    /// refused.
    static @Nullable Stat find(Fd parent, ByteString name) throws IOException {
        var found = SysStat.find(parent, name);
        if (found != null && !found.isRegularFile()) {
            throw new IOException(name + " is not a plain file");
        }
        return found;
    }

    static void unlinkIfThere(Fd directory, ByteString name) throws SysException {
        try {
            Unistd.unlinkat(directory, name);
        } catch (SysException e) {
            if (!e.is(Errno.ENOENT)) throw e;
        }
    }

    /// The last part of a blob's path.
    static ByteString name(BlobKey key) {
        var path = key.path();
        return ByteString.utf8(path.substring(path.lastIndexOf('/') + 1));
    }

    private static String parentPath(BlobKey key) {
        var path = key.path();
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String[] names(String path) {
        return path.isEmpty() ? new String[0] : path.split("/", -1);
    }

    private Fd openSelf() throws SysException {
        return Fcntl.openat(root, SELF, DIRECTORY);
    }

    @Override
    public void close() {
        root.close();
    }

    @Override
    public String toString() {
        return shown;
    }
}
