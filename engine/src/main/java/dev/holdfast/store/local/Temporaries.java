package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.store.BlobBody;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicLong;

/// Where blobs are written before they have a name: `tmp/<owner>.<claim>.<number>`. Which claim
/// a process has is found out at its first put.
final class Temporaries implements Closeable {

    static final String DIRECTORY = "tmp";

    private static final int BUFFER = 256 * 1024;

    private final LocalDirectory store;
    private final String owner;
    private @Nullable Claim claim;
    private final AtomicLong next = new AtomicLong();

    Temporaries(LocalDirectory store, String owner) {
        if (!owner.matches("[0-9A-Za-z-]{1,64}")) {
            throw new IllegalArgumentException("no owner of temporary files: " + owner);
        }
        this.store = store;
        this.owner = owner;
    }

    /// Writes the whole body to a new file, durably. A body that fails, or is not as long
    /// as it says, leaves nothing.
    Temporary write(BlobBody body) throws IOException {
        var temporary = create();
        try {
            copy(body, temporary.file());
            Unistd.fsync(temporary.file());
            temporary.file().closeWritten();
            return temporary;
        } catch (IOException | RuntimeException | Error e) {
            try {
                temporary.close();
            } catch (SysException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /// Removes what puts of this owner have left that died.
    synchronized void removeLeftovers() throws IOException {
        try (var directory = store.find(DIRECTORY)) {
            if (directory != null) Claim.removeDead(directory, owner, claim);
        } catch (SysException e) {
            throw LocalStore.failed("cannot remove temporary files of " + store, e);
        }
    }

    @Override
    public synchronized void close() {
        var taken = claim;
        claim = null;
        if (taken != null) taken.close();
    }

    private synchronized String prefix() throws IOException {
        if (claim == null) claim = Claim.take(store.make(DIRECTORY), owner);
        return claim.prefix();
    }

    private Temporary create() throws IOException {
        var prefix = prefix();
        var directory = store.make(DIRECTORY);
        try {
            while (true) {
                var name = ByteString.utf8(prefix + next.getAndIncrement());
                var file = findNew(directory, name);
                if (file != null) return new Temporary(directory, name, file);
            }
        } catch (SysException e) {
            directory.close();
            throw e;
        }
    }

    /// A new file, null if the name is taken by what an earlier run left.
    private @Nullable Fd findNew(Fd directory, ByteString name) throws SysException {
        int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;
        try {
            return Fcntl.openat(directory, name, flags, store.fileMode());
        } catch (SysException e) {
            if (e.is(Errno.EEXIST)) return null;
            throw e;
        }
    }

    private static void copy(BlobBody body, Fd file) throws IOException {
        var buffer = new byte[Math.clamp(body.size(), 1, BUFFER)];
        long written = 0;
        try (var in = body.open()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while writing a blob");
                }
                if (read > body.size() - written) {
                    throw new IOException("a body of %d bytes gave more".formatted(body.size()));
                }
                Unistd.pwrite(file, buffer, 0, read, written);
                written += read;
            }
        }
        if (written != body.size()) {
            throw new IOException("a body of %d bytes gave %d".formatted(body.size(), written));
        }
    }
}
