package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Dirent;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// A process's claim on the names `tmp/<owner>.<claim>.<number>`: the file
/// `tmp/<owner>.<claim>.lock`, locked as long as the process lives. Whoever can lock it knows
/// that nobody needs these names any more.
///
/// Where a file system has no locks every claim looks dead; then only the owner's own lock
/// says who may remove. For one thread at a time.
final class Claim implements Closeable {

    private static final String LOCK = "lock";

    private static final int OWNER_ONLY = 0600;

    private final Fd directory;
    private final String prefix;
    private final Fd lock;

    private Claim(Fd directory, String prefix, Fd lock) {
        this.directory = directory;
        this.prefix = prefix;
        this.lock = lock;
    }

    /// Takes a claim that nobody has. Takes over `directory`.
    static Claim take(Fd directory, String owner) throws SysException {
        try {
            for (int number = 0; ; number++) {
                var prefix = owner + "." + number + ".";
                var lock = findNew(directory, ByteString.utf8(prefix + LOCK));
                if (lock != null) return new Claim(directory, prefix, lock);
            }
        } catch (SysException e) {
            directory.close();
            throw e;
        }
    }

    /// What the names of this claim begin with.
    String prefix() {
        return prefix;
    }

    /// Removes what dead claims of `owner` have left, and what has no claim.
    ///
    /// @param own is left alone, null for none
    static void removeDead(Fd directory, String owner, @Nullable Claim own) throws IOException {
        var start = ByteString.utf8(owner + ".");
        var claims = new HashMap<ByteString, List<ByteString>>();
        for (var name : Dirent.names(directory)) {
            if (!name.startsWith(start)) continue;
            claims.computeIfAbsent(prefix(name, start.length()), _ -> new ArrayList<>())
                    .add(name);
        }
        if (own != null) claims.remove(ByteString.utf8(own.prefix));
        for (var claim : claims.entrySet()) {
            removeUnlessTaken(directory, claim.getKey(), claim.getValue());
        }
    }

    /// `<owner>.<claim>.` of a name, or all of a name that has no claim.
    private static ByteString prefix(ByteString name, int from) {
        int end = name.indexOf('.', from);
        return end < 0 ? name : name.substring(0, end + 1);
    }

    private static void removeUnlessTaken(Fd directory, ByteString prefix, List<ByteString> names)
            throws SysException {
        var lockName = prefix.concat(ByteString.utf8(LOCK));
        try (var lock = names.remove(lockName) ? find(directory, lockName) : null) {
            if (lock != null && isTaken(lock)) return;
            for (var name : names) LocalDirectory.unlinkIfThere(directory, name);
            // The last one: as long as it is there, nobody takes this claim.
            if (lock != null) LocalDirectory.unlinkIfThere(directory, lockName);
        }
    }

    /// A new lock file, locked; null if the name is taken, or somebody thought that it was left.
    private static @Nullable Fd findNew(Fd directory, ByteString name) throws SysException {
        int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;
        Fd lock;
        try {
            lock = Fcntl.openat(directory, name, flags, OWNER_ONLY);
        } catch (SysException e) {
            if (e.is(Errno.EEXIST)) return null;
            throw e;
        }
        try {
            if (!isTaken(lock) && SysStat.stat(lock).links() > 0) return lock;
        } catch (SysException e) {
            lock.close();
            throw e;
        }
        lock.close();
        return null;
    }

    private static @Nullable Fd find(Fd directory, ByteString name) throws SysException {
        try {
            return Fcntl.openat(directory, name, Fcntl.O_WRONLY | Fcntl.O_NOFOLLOW);
        } catch (SysException e) {
            if (e.is(Errno.ENOENT)) return null;
            throw e;
        }
    }

    /// Locks it, unless somebody else has.
    private static boolean isTaken(Fd lock) throws SysException {
        try {
            Unistd.lock(lock);
            return false;
        } catch (SysException e) {
            return e.is(Errno.EAGAIN);
        }
    }

    /// Gives the names back. A lock that cannot be removed now is one that somebody finds dead.
    @Override
    public void close() {
        try (directory;
                lock) {
            LocalDirectory.unlinkIfThere(directory, ByteString.utf8(prefix + LOCK));
        } catch (SysException e) {
            return;
        }
    }
}
