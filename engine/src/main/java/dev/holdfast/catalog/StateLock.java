package dev.holdfast.catalog;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The exclusive lock on a state directory, held by a running backup.
///
/// It is a lock of the operating system on the file `lock`, so it dies with its process.
/// Whoever holds it knows that every unfinished run in the catalog is dead (protocols:
/// "Fence"). It says nothing about other hosts.
public final class StateLock implements Closeable {

    static final String FILE = "lock";

    private final Path directory;
    private final FileChannel channel;

    private StateLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /// Locks `directory`, which is made if it is not there. Does not wait.
    public static StateLock acquire(Path directory) throws IOException {
        var lock = tryAcquire(directory);
        if (lock == null) {
            throw new StateInUseException(
                    "another backup of this repository is running on this host: it holds "
                            + StateFiles.printable(directory.resolve(FILE)));
        }
        return lock;
    }

    static @Nullable StateLock tryAcquire(Path directory) throws IOException {
        StateFiles.makePrivateDirectory(directory);
        var file = directory.resolve(FILE);
        StateFiles.makePrivateFile(file);
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) return new StateLock(directory, channel);
        } catch (OverlappingFileLockException e) {
            // Held by this very process: as much in use as by another one.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    public Path directory() {
        return directory;
    }

    /// Releases the lock. The file stays: removing it would let two processes hold two
    /// locks of the same name.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
