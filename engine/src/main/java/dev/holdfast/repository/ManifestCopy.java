package dev.holdfast.repository;

import dev.holdfast.catalog.StateFiles;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/// A manifest as this host has read it once, whole and by a writer who is trusted.
///
/// While it is put back it lies in `mending/` of the state directory, beside the id of the
/// marker that belongs to it: unlike other copies it stays there when the repository lists no
/// such snapshot.
public final class ManifestCopy {

    private final Repository repository;
    private final StoredManifest manifest;
    private final byte[] bytes;
    private final @Nullable WriterId writer;

    private ManifestCopy(
            Repository repository,
            StoredManifest manifest,
            byte[] bytes,
            @Nullable WriterId writer) {
        this.repository = repository;
        this.manifest = manifest;
        this.bytes = bytes;
        this.writer = writer;
    }

    /// The copy that this host has, null if it has none that can be trusted.
    public static @Nullable ManifestCopy find(Repository repository, SnapshotId id)
            throws IOException {
        var mending = mending(repository).get(id);
        var bytes = mending == null
                ? new ManifestCopies(repository.stateDirectory()).find(id)
                : findSecured(file(repository, id, mending));
        if (bytes == null) return null;
        try {
            var manifest = Manifests.of(repository).readCopy(id, bytes);
            if (manifest == null || !manifest.trusted()) return null;
            return new ManifestCopy(repository, manifest, bytes, mending);
        } catch (CorruptDataException e) {
            return null;
        }
    }

    private static byte @Nullable [] findSecured(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /// The snapshots whose manifests somebody has begun to put back.
    public static Collection<SnapshotId> unfinished(Repository repository) throws IOException {
        return mending(repository).keySet();
    }

    public StoredManifest manifest() {
        return manifest;
    }

    /// The stored bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The writer whose marker belongs to it, once it is secured.
    public WriterId writer() {
        if (writer == null) throw new IllegalStateException("the copy is not secured");
        return writer;
    }

    /// Keeps it until it is released, for `fresh` unless somebody has begun before.
    public ManifestCopy secured(WriterId fresh) throws IOException {
        if (writer != null) return this;
        HostFile.replace(file(repository, manifest.manifest().snapshot(), fresh), bytes);
        return new ManifestCopy(repository, manifest, bytes, fresh);
    }

    /// It is where it belongs, or never will be.
    public void release() throws IOException {
        Files.deleteIfExists(file(repository, manifest.manifest().snapshot(), writer()));
    }

    private static Path directory(Repository repository) {
        return repository.stateDirectory().resolve("mending");
    }

    private static Path file(Repository repository, SnapshotId id, WriterId writer) {
        return directory(repository).resolve(id + "." + writer);
    }

    private static SortedMap<SnapshotId, WriterId> mending(Repository repository)
            throws IOException {
        var found = new TreeMap<SnapshotId, WriterId>();
        for (var file : StateFiles.list(directory(repository))) {
            var name = file.getFileName().toString();
            int dot = name.indexOf('.');
            if (dot < 1
                    || !SnapshotId.isValid(name.substring(0, dot))
                    || !WriterId.isValid(name.substring(dot + 1))) continue;
            found.put(
                    SnapshotId.parse(name.substring(0, dot)),
                    WriterId.parse(name.substring(dot + 1)));
        }
        return found;
    }
}
