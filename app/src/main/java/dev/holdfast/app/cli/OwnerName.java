package dev.holdfast.app.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/// The name under which a state directory leaves temporary files in a local store: random,
/// kept in the directory, so that hosts which share a store never clear up after each other.
final class OwnerName {

    private OwnerName() {}

    static String of(Path state) throws IOException {
        var file = state.resolve("owner");
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            return make(state, file);
        }
    }

    private static String make(Path state, Path file) throws IOException {
        Files.createDirectories(
                state,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var temporary = Files.createTempFile(state, ".owner-", "");
        try {
            Files.writeString(temporary, UUID.randomUUID() + "\n");
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its name counts.
        } finally {
            Files.delete(temporary);
        }
        return read(file);
    }

    private static String read(Path file) throws IOException {
        var name = Files.readString(file).strip();
        if (!name.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IOException(
                    file + ": holds no owner's name; delete it and a new one is made");
        }
        return name;
    }
}
