package dev.holdfast.catalog;

import dev.holdfast.format.Printable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// How files of a state directory come to be: for their owner only, because they hold
/// names of hosts, paths and snapshots; and how they are found.
public final class StateFiles {

    private StateFiles() {}

    /// Makes a directory for its owner only, and those above it, unless it is there.
    public static void makePrivateDirectory(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// What lies in a directory, sorted; nothing if it is not there.
    public static List<Path> list(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Removes a directory of files, if it is there.
    public static void remove(Path directory) throws IOException {
        for (var file : list(directory)) Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
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
