package dev.holdfast.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The names of the catalog's files in a state directory, and how a damaged one leaves.
record CatalogFiles(Path directory) {

    Path database() {
        return directory.resolve("catalog.db");
    }

    Path index() {
        return directory.resolve("chunks.index");
    }

    String what() {
        return "catalog " + StateFiles.printable(database());
    }

    /// Says that a read has met damage. Whoever opens the catalog next sets it aside.
    void markSuspect() {
        try {
            StateFiles.makePrivateFile(suspect());
        } catch (IOException e) {
            // The damage is reported by who met it; it will be met again.
        }
    }

    boolean isSuspect() {
        return Files.exists(suspect());
    }

    /// Moves the catalog to `catalog.db.damaged`, over an earlier one, and removes what was
    /// derived from it. The caller holds the state lock.
    SetAside setAside(String cause) throws IOException {
        var aside = directory.resolve("catalog.db.damaged");
        Files.deleteIfExists(beside(aside, "-wal"));
        // The journal goes first: without its database it means nothing, and a fresh
        // database must never find it.
        moveIfThere(beside(database(), "-wal"), beside(aside, "-wal"));
        Files.deleteIfExists(beside(database(), "-shm"));
        moveIfThere(database(), aside);
        Files.deleteIfExists(index());
        Files.deleteIfExists(suspect());
        return new SetAside(aside, cause);
    }

    private Path suspect() {
        return directory.resolve("catalog.db.suspect");
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // Not every catalog has a journal beside it.
        }
    }
}
