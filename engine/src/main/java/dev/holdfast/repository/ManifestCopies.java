package dev.holdfast.repository;

import dev.holdfast.catalog.StateFiles;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Manifests as this host has read them before, so that a listing need not fetch each again.
///
/// A manifest is never replaced, and a tombstone in its place has another size: a copy of
/// the size that the store tells is the manifest. A file is the SHA-256 of the copy and then
/// the copy, because a zstd frame has bits that say nothing, and the next snapshot records the
/// digest of every bit. A copy that cannot be read or written costs a request and nothing else.
final class ManifestCopies {

    private final Path directory;

    ManifestCopies(Path stateDirectory) {
        this.directory = stateDirectory.resolve("manifests");
    }

    /// The stored bytes of a manifest, null if there is no whole copy of that size.
    byte @Nullable [] find(SnapshotId snapshot, long size) {
        var copy = find(snapshot);
        return copy != null && copy.length == size ? copy : null;
    }

    /// The stored bytes of a manifest, null if there is no whole copy.
    byte @Nullable [] find(SnapshotId snapshot) {
        try {
            var bytes = Files.readAllBytes(file(snapshot));
            if (bytes.length < Sha256.BYTES) return null;
            var copy = Arrays.copyOfRange(bytes, Sha256.BYTES, bytes.length);
            return Sha256.hash(copy).equals(Sha256.of(bytes, 0)) ? copy : null;
        } catch (IOException e) {
            return null;
        }
    }

    private Path file(SnapshotId snapshot) {
        return directory.resolve(snapshot.toString());
    }

    void keep(SnapshotId snapshot, byte[] stored) {
        try {
            Files.createDirectories(directory);
            var temporary = Files.createTempFile(directory, ".new-", "");
            try (var out = Files.newOutputStream(temporary)) {
                out.write(Sha256.hash(stored).toByteArray());
                out.write(stored);
            }
            Files.move(
                    temporary,
                    file(snapshot),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // Then it will be fetched again.
            return;
        }
    }

    /// Removes the copies of all snapshots but these, as far as it can.
    void retain(Set<SnapshotId> snapshots) {
        var names = new HashSet<String>();
        for (var snapshot : snapshots) names.add(snapshot.toString());
        try {
            for (var file : StateFiles.list(directory)) {
                if (!names.contains(file.getFileName().toString())) remove(file);
            }
        } catch (IOException e) {
            // What cannot be listed stays.
            return;
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It takes room, and is asked for by nobody.
            return;
        }
    }
}
