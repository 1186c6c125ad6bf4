package dev.holdfast.repository;

import dev.holdfast.catalog.StateFiles;
import dev.holdfast.crypto.SigningKey;
import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.RepositoryId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// What this host keeps of all repositories it knows, below one directory: for each its
/// pins, the key that signs as this writer, and the catalog; and which repository was where.
///
/// All of it but the pins and the key may be deleted at any time.
public final class HostState {

    /// Third line of the file of a place.
    private static final String EXCLUSIVE = "exclusive";

    private static final String NOT_EXCLUSIVE = "not exclusive";

    private final Path directory;

    public HostState(Path directory) {
        this.directory = directory;
    }

    /// Where everything about one repository lies.
    public Path directory(RepositoryId repository) {
        return directory.resolve(repository.toString());
    }

    /// Removes what was left by processes that ended while they made a repository. It may have
    /// had an id that nobody has heard of since.
    void removeLeftovers() throws IOException {
        try {
            for (var child : StateFiles.list(directory)) {
                if (Files.isDirectory(child)) HostFile.removeLeftovers(child);
            }
        } catch (AccessDeniedException e) {
            // It is not this user's.
            return;
        }
    }

    @Nullable
    Pins findPins(RepositoryId repository) throws IOException {
        var file = directory(repository).resolve("pins.json");
        var bytes = find(file);
        return bytes == null ? null : Pins.readFrom(Printable.of(file.toString()), bytes);
    }

    void keep(Pins pins) throws IOException {
        HostFile.replace(directory(pins.repository()).resolve("pins.json"), pins.toByteArray());
    }

    /// The descriptor as it was when this host last backed up.
    byte @Nullable [] findDescriptor(RepositoryId repository) throws IOException {
        return find(descriptorFile(repository));
    }

    void keepDescriptor(RepositoryId repository, byte[] stored) throws IOException {
        if (Arrays.equals(findDescriptor(repository), stored)) return;
        HostFile.replace(descriptorFile(repository), stored);
    }

    private Path descriptorFile(RepositoryId repository) {
        return directory(repository).resolve("holdfast.json");
    }

    /// The repository that was last seen at `place`, if any.
    @Nullable
    RepositoryId findAt(String place) throws IOException {
        var lines = placeLines(place);
        return lines == null ? null : RepositoryId.parse(lines.isEmpty() ? "" : lines.getFirst());
    }

    void keepPlace(String place, RepositoryId repository) throws IOException {
        keepPlace(place, List.of(repository.toString(), place));
    }

    /// Whether of several puts of one name exactly one stores at `place`; null if this host has
    /// not tried.
    @Nullable
    Boolean findExclusive(String place) throws IOException {
        var lines = placeLines(place);
        if (lines == null || lines.size() < 3) return null;
        return switch (lines.get(2)) {
            case EXCLUSIVE -> true;
            case NOT_EXCLUSIVE -> false;
            default -> null;
        };
    }

    void keepExclusive(String place, RepositoryId repository, boolean exclusive)
            throws IOException {
        var word = exclusive ? EXCLUSIVE : NOT_EXCLUSIVE;
        var lines = List.of(repository.toString(), place, word);
        if (!lines.equals(placeLines(place))) keepPlace(place, lines);
    }

    private @Nullable List<String> placeLines(String place) throws IOException {
        var bytes = find(placeFile(place));
        if (bytes == null) return null;
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private void keepPlace(String place, List<String> lines) throws IOException {
        var text = String.join("\n", lines) + "\n";
        HostFile.replace(placeFile(place), text.getBytes(StandardCharsets.UTF_8));
    }

    /// The file that binds `place` to a repository; deleting it lets another one be there.
    public Path placeFile(String place) {
        var name = Sha256.hash(place.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
        return directory.resolve("places").resolve(name);
    }

    /// The wrapped secrets that a person has opened here before, as they are stored.
    byte @Nullable [] findKeyCopy(RepositoryId repository) throws IOException {
        return find(directory(repository).resolve("key.age"));
    }

    /// Whether this host has seen a repository at `place`.
    public boolean knows(String place) throws IOException {
        return findAt(place) != null;
    }

    /// Whether this host has a copy of a key for the repository that it knows at `place`.
    public boolean hasKeyCopy(String place) throws IOException {
        var known = findAt(place);
        return known != null && findKeyCopy(known) != null;
    }

    void keepKeyCopy(RepositoryId repository, byte[] stored) throws IOException {
        HostFile.replace(directory(repository).resolve("key.age"), stored);
    }

    /// The key this host signs snapshots with; made on first use.
    SigningKey writerKey(RepositoryId repository, SecureRandom random) throws IOException {
        var file = directory(repository).resolve("writer.key");
        var bytes = find(file);
        if (bytes != null) {
            var text = new String(bytes, StandardCharsets.UTF_8).strip();
            return SigningKey.parse(Printable.of(file.toString()), text);
        }
        var key = SigningKey.generate(random);
        HostFile.replace(file, (key.toSecretText() + "\n").getBytes(StandardCharsets.UTF_8));
        return key;
    }

    private static byte @Nullable [] find(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
