package dev.holdfast.restore;

import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;

/// The directories of a target that are open, the least recently used are closed first.
///
/// A directory is opened from the nearest one above it that is open, one name at a time, and
/// each must be the very directory that was made or entered before. Safe for several threads.
final class OpenDirectories implements AutoCloseable {

    /// How many stay open while nobody uses them.
    private static final int OPEN_MAX = 128;

    static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;

    private final Fd target;
    private final LinkedHashMap<TargetDirectory, Shared> shared =
            new LinkedHashMap<>(16, 0.75f, true);

    OpenDirectories(Fd target) {
        this.target = target;
    }

    /// A descriptor that stays open until the lease is closed.
    static final class Lease implements AutoCloseable {

        private final OpenDirectories owner;
        private final Shared shared;

        private Lease(OpenDirectories owner, Shared shared) {
            this.owner = owner;
            this.shared = shared;
        }

        Fd fd() {
            return shared.fd;
        }

        @Override
        public void close() {
            owner.giveBack(shared);
        }
    }

    private static final class Shared {

        private final Fd fd;
        private int users;

        private Shared(Fd fd) {
            this.fd = fd;
        }
    }

    synchronized Lease lease(TargetDirectory directory) throws IOException {
        var closed = new ArrayDeque<TargetDirectory>();
        var above = directory;
        var from = find(above);
        while (from == null) {
            closed.push(above);
            above = above.parent();
            from = find(above);
        }
        from.users++;
        while (!closed.isEmpty()) {
            var next = closed.pop();
            try {
                from = step(from, next);
            } catch (IOException e) {
                from.users--;
                throw e;
            }
        }
        return new Lease(this, from);
    }

    /// Keeps a directory that was just opened, and lends it out.
    synchronized Lease adopt(TargetDirectory directory, Fd fd) {
        var one = new Shared(fd);
        one.users = 1;
        shared.put(directory, one);
        closeUnused();
        return new Lease(this, one);
    }

    @Override
    public synchronized void close() {
        for (var one : shared.values()) one.fd.close();
        shared.clear();
    }

    /// From a directory that is in use to one in it; then only that one is.
    private Shared step(Shared from, TargetDirectory to) throws IOException {
        Fd fd;
        try {
            fd = Fcntl.openat(from.fd, to.name(), FLAGS);
        } catch (SysException e) {
            throw e.at(to.path());
        }
        try {
            if (!TargetIdentity.of(SysStat.stat(fd)).equals(to.identity())) {
                throw new IOException(
                        "%s: was replaced while it was written to".formatted(to.path()));
            }
        } catch (IOException e) {
            fd.close();
            throw e;
        }
        from.users--;
        var one = new Shared(fd);
        one.users = 1;
        shared.put(to, one);
        closeUnused();
        return one;
    }

    private @Nullable Shared find(TargetDirectory directory) {
        return directory.isRoot() ? new Shared(target) : shared.get(directory);
    }

    private void closeUnused() {
        int surplus = shared.size() - OPEN_MAX;
        if (surplus <= 0) return;
        var eldest = shared.values().iterator();
        while (surplus > 0 && eldest.hasNext()) {
            var one = eldest.next();
            if (one.users > 0) continue;
            one.fd.close();
            eldest.remove();
            surplus--;
        }
    }

    private synchronized void giveBack(Shared one) {
        one.users--;
    }
}
