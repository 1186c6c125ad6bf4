package dev.holdfast.app.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file for its owner only, without which what is stored is worth nothing: it is there
/// whole, and lasts, before anybody relies on it.
final class SecretFile {

    private SecretFile() {}

    /// Makes `file`. A crash leaves it whole or not at all, and perhaps `.new-…` beside it: a
    /// part, or a second name of the same file.
    ///
    /// @throws FileAlreadyExistsException if there is one
    static void create(Path file, byte[] bytes) throws IOException {
        var parent = file.toAbsolutePath().getParent();
        if (parent == null) throw new IllegalArgumentException("no directory holds " + file);
        Files.createDirectories(parent);
        var temporary = Files.createTempFile(parent, ".new-", "");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) channel.write(buffer);
                channel.force(true);
            }
            name(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (var directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /// By a link, which replaces nothing; where there are none, by a rename.
    private static void name(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(temporary, file);
        }
    }
}
