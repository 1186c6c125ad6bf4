package dev.holdfast.prune;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.catalog.StreamFacts;
import dev.holdfast.crypto.Identity;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.BackupRun;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotDraft;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.MemoryStore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Backups by several hosts of sources that are one text each: the real [BackupRun], with as
/// little around it as there can be. Equal texts are found again by the same host.
public final class SmallBackups implements AutoCloseable {

    private static final byte[] METADATA = "entries".getBytes(StandardCharsets.UTF_8);

    private final MemoryStore store;
    private final Path directory;
    private final SecureRandom random;
    private final Map<String, Repository> repositories = new HashMap<>();
    private final InstantSource clock;

    public SmallBackups(MemoryStore store, Path directory) throws IOException {
        this(store, directory, InstantSource.system(), new SecureRandom());
    }

    public SmallBackups(MemoryStore store, Path directory, InstantSource clock, SecureRandom random)
            throws IOException {
        this.random = random;
        this.store = store;
        this.directory = directory;
        this.clock = clock;
        var identity = Identity.generate(random);
        Repository.create(
                        "test",
                        store,
                        new HostState(directory.resolve("maker")),
                        List.of(identity.recipient()),
                        RepositorySizes.DEFAULT,
                        clock,
                        random)
                .close();
    }

    /// The repository as `host` sees it.
    public Repository repository(String host) throws IOException {
        var known = repositories.get(host);
        if (known != null) return known;
        var opened = open(host, store);
        repositories.put(host, opened);
        return opened;
    }

    /// The same through another store, as another process of the host would.
    public Repository open(String host, BlobStore through) throws IOException {
        return openAs(directory, host, through);
    }

    /// The same once this is closed, for a store with the same contents.
    public static Repository openAs(Path directory, String host, BlobStore store)
            throws IOException {
        return Repository.open("test", store, new HostState(directory.resolve(host)));
    }

    public StoredManifest run(String host, String text) throws IOException, InterruptedException {
        return run(repository(host), host, text);
    }

    public StoredManifest run(Repository repository, String host, String text)
            throws IOException, InterruptedException {
        return run(repository, host, text, clock, random);
    }

    public static StoredManifest run(
            Repository repository,
            String host,
            String text,
            InstantSource clock,
            SecureRandom random)
            throws IOException, InterruptedException {
        return run(repository, host, text, PackLook.FIRST, () -> {}, clock, random);
    }

    /// What happens while a backup reads its source.
    public interface Meanwhile {

        void happen() throws IOException, InterruptedException;
    }

    public static StoredManifest run(
            Repository repository,
            String host,
            String text,
            PackLook check,
            Meanwhile meanwhile,
            InstantSource clock,
            SecureRandom random)
            throws IOException, InterruptedException {
        var options = new RunOptions(Compression.DEFAULT, 1, 1, false).with(check);
        try (var run = BackupRun.begin(repository, options, clock, random)) {
            var content = text.getBytes(StandardCharsets.UTF_8);
            run.write(sink -> {
                meanwhile.happen();
                sink.put(ArchiveStream.METADATA, 0, METADATA.clone(), METADATA.length);
                sink.put(ArchiveStream.PAYLOAD, 16, content.clone(), content.length);
            });
            return run.commit(draft(host, content.length, clock.instant()));
        }
    }

    /// Fails unless every blob that any snapshot names is there with its size (I1, I3).
    public void requireWhole() throws IOException {
        for (var stored : repository("host").snapshots()) {
            var manifest = stored.manifest();
            require(BlobKey.database(manifest.snapshot()), manifest.database().size());
            for (var blob : manifest.blobs()) require(BlobKey.pack(blob.sha256()), blob.size());
        }
    }

    private void require(BlobKey key, long size) {
        var found = store.findSize(key);
        if (found == null || found != size) {
            throw new AssertionError(key + " has " + found + " bytes instead of " + size);
        }
    }

    @Override
    public void close() throws IOException {
        for (var repository : repositories.values()) repository.close();
    }

    // NullAway does not see the annotation of a nested type in a class file.
    @SuppressWarnings("NullAway")
    private static SnapshotDraft draft(String host, long length, Instant now) {
        return new SnapshotDraft(
                new SourceKey(host, "files", ByteString.utf8("/source")),
                now,
                "test",
                1,
                "data",
                null,
                "{}",
                new StreamFacts(METADATA.length, Sha256.hash(METADATA)),
                new StreamFacts(0, Sha256.hash(new byte[0])),
                16 + length,
                length,
                new EntryCounts(1, 1, 0, 0, 0, length),
                length,
                List.of(),
                Map.of());
    }
}
