package dev.holdfast.backup;

import dev.holdfast.catalog.SourceKey;
import dev.holdfast.crypto.Identity;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.ByteString;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.source.files.AheadTree;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.FileTreeOptions;
import dev.holdfast.store.BlobStore;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A repository with one identity that opens it, for tests of every verb.
public final class TestRepository implements AutoCloseable {

    public final SecureRandom random = new SecureRandom();
    public final Identity identity;
    public final HostState state;
    public final BlobStore store;
    public Repository repository;

    /// Whether backups may fetch what the host lost.
    public boolean withKeys;

    /// When backups look which packs are there.
    public PackLook look = PackLook.FIRST;

    /// Whether the walks of backups run ahead from their first entry on.
    public boolean ahead;

    public TestRepository(BlobStore store, Path stateDirectory) throws IOException {
        this(store, stateDirectory, RepositorySizes.DEFAULT);
    }

    public TestRepository(BlobStore store, Path stateDirectory, RepositorySizes sizes)
            throws IOException {
        this.identity = Identity.generate(random);
        this.store = store;
        this.state = new HostState(stateDirectory);
        this.repository = Repository.create(
                "test",
                store,
                state,
                List.of(identity.recipient()),
                sizes,
                InstantSource.system(),
                random);
    }

    /// The copy of `other` in `store`, which this host calls `place`.
    public TestRepository(TestRepository other, String place, BlobStore store) throws IOException {
        this.identity = other.identity;
        this.store = store;
        this.state = other.state;
        this.repository = Repository.open(place, store, state);
    }

    /// The repository of `other` as another host sees it, which has what is in
    /// `stateDirectory`.
    public TestRepository(TestRepository other, Path stateDirectory, BlobStore store)
            throws IOException {
        this.identity = other.identity;
        this.store = store;
        this.state = new HostState(stateDirectory);
        this.repository = Repository.open("test", store, state);
    }

    /// Opens the repository again, as another process would, through `through`.
    public TestRepository reopen(BlobStore through) throws IOException {
        repository = Repository.open("test", through, state);
        return this;
    }

    /// Opens the repository again without asking the store for anything.
    public TestRepository reopenKnown(BlobStore through) throws IOException {
        var known = Repository.findKnown("test", through, state);
        if (known == null) throw new AssertionError("this host has no copy of the descriptor");
        repository = known;
        return this;
    }

    /// Opens the repository again as another host, which has what is in `stateDirectory`.
    public TestRepository reopenAs(Path stateDirectory, BlobStore through) throws IOException {
        repository = Repository.open("test", through, new HostState(stateDirectory));
        return this;
    }

    public BackupSummary backup(Path tree) throws IOException, InterruptedException {
        return backup(tree, ChangeOptions.DEFAULT, InstantSource.system());
    }

    public BackupSummary backup(Path tree, ChangeOptions changes, InstantSource clock)
            throws IOException, InterruptedException {
        var root = ByteString.utf8(tree.toAbsolutePath().toString());
        var request = new BackupRequest(
                ahead
                        ? AheadTree.of(root, FileTreeOptions.ALL)
                        : FileTree.of(root, FileTreeOptions.ALL),
                new SourceKey("host", "files", root),
                "{}",
                Map.of("purpose", "test"),
                changes,
                new RunOptions(Compression.DEFAULT, 2, 2, true).with(look),
                "test",
                true,
                Decisions.UNHEARD,
                withKeys ? this::unlock : Keys.NONE);
        return new BackupJob(repository, request, new BackupProgress(), clock, random).run();
    }

    public RepositorySecrets unlock() throws IOException {
        return repository.unlock(List.of(identity));
    }

    public OpenSnapshot open(StoredManifest manifest, Path temporary) throws IOException {
        return OpenSnapshot.open(repository, manifest, unlock(), temporary);
    }

    @Override
    public void close() throws IOException {
        repository.close();
    }
}
