package dev.holdfast.catalog;

import dev.holdfast.format.Printable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// How files of a state directory come to be: for their owner only, because they hold
/// names of hosts, paths and snapshots.
final class StateFiles {

    private StateFiles() {}

    static void makePrivateDirectory(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Makes an empty file, unless there is one.
    static void makePrivateFile(Path file) throws IOException {
        try {
            makeNewPrivateFile(file);
        } catch (FileAlreadyExistsException e) {
            // What is there is used.
        }
    }

    /// Makes an empty file, and fails if there is one.
    static void makeNewPrivateFile(Path file) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    static String printable(Path file) {
        return Printable.of(file.toString());
    }
}
