package dev.holdfast.repository;

import dev.holdfast.catalog.StateFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Small files of this host that somebody relies on: each is there whole or as it was before.
///
/// A file is written as `.new-…` beside its place and renamed. Who writes one holds a lock on
/// it, so whoever can lock it knows that its writer is dead, and removes it.
final class HostFile {

    private static final String TEMPORARY = ".new-";

    private HostFile() {}

    /// Writes a file, for its owner only, so that it lasts. Removes what was left beside it by
    /// processes that ended while they did the same.
    ///
    /// For one thread of a process at a time: it would lose a lock on what another one opens.
    static synchronized void replace(Path file, byte[] bytes) throws IOException {
        var parent = file.toAbsolutePath().getParent();
        if (parent == null) throw new IllegalArgumentException("no directory holds " + file);
        StateFiles.makePrivateDirectory(parent);
        removeLeftovers(parent);
        while (!isReplaced(file, parent, bytes)) {
            // Somebody took what was not locked yet for left over.
        }
        // A snapshot may be signed with a key that is in it.
        try (var directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static boolean isReplaced(Path file, Path parent, byte[] bytes) throws IOException {
        var temporary = Files.createTempFile(parent, TEMPORARY, "");
        try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            var _ = findLock(channel);
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) channel.write(buffer);
            channel.force(true);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Removes what was left in `directory` by processes that ended while they replaced a file.
    static synchronized void removeLeftovers(Path directory) throws IOException {
        for (var file : StateFiles.list(directory)) {
            if (file.getFileName().toString().startsWith(TEMPORARY)) removeIfLeft(file);
        }
    }

    private static void removeIfLeft(Path temporary) throws IOException {
        try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            if (findLock(channel) != null) Files.deleteIfExists(temporary);
        } catch (FileSystemException e) {
            // It has its name by now, or somebody else has removed it, or nobody may.
            return;
        }
    }

    /// A lock until the channel is closed; null if another process has it, or if there are no
    /// locks here.
    private static @Nullable FileLock findLock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            return null;
        }
    }
}
