package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Printable;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.sys.Dirent;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes the directory that is to become a store.
final class NewDirectory {

    private static final int OWNER_ONLY = 0700;

    private NewDirectory() {}

    /// Makes `path`, or takes it as it is if nobody else's files are in it.
    static void make(Path path) throws IOException {
        var absolute = path.toAbsolutePath().normalize();
        var shown = Printable.of(absolute.toString());
        var parent = absolute.getParent();
        if (parent == null) throw new IOException("the root directory is no place for a store");
        makeParents(parent);
        try (var above = open(parent)) {
            var name = ByteString.utf8(String.valueOf(absolute.getFileName()));
            try {
                SysStat.mkdirat(above, name, OWNER_ONLY);
            } catch (SysException e) {
                if (!e.is(Errno.EEXIST)) throw e;
            }
            try (var made = Fcntl.openat(above, name, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY)) {
                requireUnused(made, shown);
                // Whatever directory above it was made just now has to last as well.
                Unistd.syncfs(made);
            }
        } catch (SysException e) {
            throw LocalStore.failed("cannot make " + shown, e);
        }
    }

    private static void makeParents(Path parent) throws IOException {
        try {
            Files.createDirectories(parent);
        } catch (IOException e) {
            throw new IOException("cannot make " + Printable.of(parent.toString()), e);
        }
    }

    private static Fd open(Path directory) throws SysException {
        var path = ByteString.utf8(directory.toString());
        return Fcntl.open(path, Fcntl.O_PATH | Fcntl.O_DIRECTORY);
    }

    private static void requireUnused(Fd directory, String shown) throws IOException {
        if (SysStat.find(directory, ByteString.utf8(BlobKey.descriptor().path())) != null) {
            throw new IOException("there is a repository in " + shown + " already");
        }
        for (var name : Dirent.names(directory)) {
            if (!isOurs(name)) throw new IOException(shown + " is not empty: " + name);
        }
    }

    private static boolean isOurs(ByteString name) {
        if (name.equals(ByteString.utf8(Temporaries.DIRECTORY))) return true;
        if (name.equals(ByteString.utf8("lost+found"))) return true;
        for (var area : BlobArea.values()) {
            if (ByteString.utf8(area.prefix()).equals(name.concat(ByteString.utf8("/"))))
                return true;
        }
        return false;
    }
}
