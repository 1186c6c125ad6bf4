package dev.holdfast.reference;

import dev.holdfast.catalog.StateFiles;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All references of one repository on this host: `references/<lineage>/<snapshot>/`, each
/// complete when its file `facts` is there. Whoever writes holds the host's lock.
public final class References {

    private static final int SECRET_BYTES = 16;

    private final Path directory;

    /// `stateDirectory` is where this host keeps what it knows of the repository.
    public References(Path stateDirectory) {
        this.directory = stateDirectory.resolve("references");
    }

    /// The reference of a lineage, null if there is none.
    ///
    /// @throws CorruptDataException if there is one and it is damaged
    public @Nullable Reference find(LineageId lineage) throws IOException {
        for (var place : children(directory.resolve(lineage.toString()))) {
            var facts = findFacts(place);
            if (facts != null) return Reference.open(place, facts);
        }
        return null;
    }

    /// Where the payload of all other lineages lies, as far as that can be read.
    public List<PayloadPlaces> placesBeside(LineageId lineage) throws IOException {
        var found = new ArrayList<PayloadPlaces>();
        for (var place : children(directory)) {
            if (place.endsWith(lineage.toString()) || !Files.isDirectory(place)) continue;
            try (var reference = find(LineageId.parse(String.valueOf(place.getFileName())))) {
                if (reference != null) found.add(reference.places());
            } catch (IOException e) {
                // It will be written anew by the next backup of that source.
            }
        }
        return found;
    }

    /// Begins the reference that `snapshot` will be.
    public ReferenceWriter write(LineageId lineage, SnapshotId snapshot) {
        return ReferenceWriter.open(directory.resolve(lineage.toString()), snapshot);
    }

    /// 16 random bytes that nobody else knows; made on first use.
    public byte[] secret(SecureRandom random) throws IOException {
        var file = directory.resolve("secret");
        try {
            var known = Files.readAllBytes(file);
            if (known.length == SECRET_BYTES) return known;
        } catch (NoSuchFileException e) {
            StateFiles.makePrivateDirectory(directory);
        }
        var fresh = new byte[SECRET_BYTES];
        random.nextBytes(fresh);
        Files.write(file, fresh);
        return fresh;
    }

    private static @Nullable ReferenceFacts findFacts(Path place) throws IOException {
        var file = place.resolve(Reference.FACTS);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
        int length = bytes.length - Sha256.BYTES;
        var what = Reference.printable(file);
        if (length < 0 || !Sha256.hash(bytes, 0, length).equals(Sha256.of(bytes, length))) {
            throw new CorruptDataException(what + ": is not as it was written");
        }
        try {
            return ReferenceFacts.readFrom(what, Arrays.copyOf(bytes, length));
        } catch (FormatTooNewException e) {
            return null;
        }
    }

    /// What lies in a directory, the last name first; nothing if it is not there.
    static List<Path> children(Path directory) throws IOException {
        return StateFiles.list(directory).reversed();
    }
}
