package dev.holdfast.repair;

import dev.holdfast.backup.BackupSummary;
import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.TestRepository;
import dev.holdfast.catalog.CheckedPacks;
import dev.holdfast.chunk.ChunkSizes;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyMemory;
import dev.holdfast.verify.VerifyRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// A repository of many small packs in memory that can be damaged, and repairs of it.
final class RepairFixture implements AutoCloseable {

    private static final RepositorySizes SMALL = new RepositorySizes(
            new ChunkSizes(1 << 10, 4 << 10, 16 << 10),
            new ChunkSizes(16 << 10, 64 << 10, 256 << 10),
            1 << 20);

    final MemoryStore store = new MemoryStore();
    final TestRepository test;
    final Path directory;
    final Path tree;
    final Random random;
    final List<Finding> findings = new ArrayList<>();
    private int restores;
    private int hours;

    RepairFixture(Path directory, Random random) throws IOException {
        this.directory = directory;
        this.random = random;
        this.tree = Files.createDirectory(directory.resolve("tree"));
        this.test = new TestRepository(store, directory.resolve("state"), SMALL);
    }

    /// Backs up at a later hour each time, so that times of files say something.
    BackupSummary backup() throws IOException, InterruptedException {
        var later = InstantSource.offset(InstantSource.system(), Duration.ofHours(++hours));
        return test.backup(tree, ChangeOptions.DEFAULT, later);
    }

    void write(String name, int size) throws IOException {
        var file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        var bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(file, bytes);
    }

    RepairJob job(Repository repository, @Nullable RepositorySecrets secrets, boolean reindex) {
        findings.clear();
        return new RepairJob(
                repository,
                secrets,
                new RepairRequest(
                        new VerifyRequest(new ReadShare.Everything(), 2, directory), reindex),
                new VerifyMemory(
                        CheckedPacks.open(repository.stateDirectory(), "test"),
                        InstantSource.system(),
                        Instant.EPOCH),
                findings::add,
                new RepairProgress(),
                InstantSource.system(),
                random);
    }

    RepairPlan plan() throws IOException, InterruptedException {
        try (var secrets = test.unlock()) {
            return job(test.repository, secrets, false).plan();
        }
    }

    RepairReport repair(boolean reindex) throws IOException, InterruptedException {
        try (var secrets = test.unlock()) {
            var job = job(test.repository, secrets, reindex);
            var _ = job.plan();
            return job.execute();
        }
    }

    /// Every regular file below `root` and its bytes.
    static SortedMap<String, byte[]> contents(Path root) throws IOException {
        var contents = new TreeMap<String, byte[]>();
        try (var files = Files.walk(root)) {
            for (var file : files.toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }

    /// What a restore of `snapshot` gives back.
    SortedMap<String, byte[]> restore(StoredManifest snapshot)
            throws IOException, InterruptedException {
        var target = directory.resolve("restored" + restores++);
        new Restores(test, directory).run(snapshot, target);
        return contents(target);
    }

    /// The paths of `expected` that `found` does not have with the same bytes.
    static List<String> different(
            SortedMap<String, byte[]> expected, SortedMap<String, byte[]> found) {
        return expected.entrySet().stream()
                .filter(file -> !Arrays.equals(file.getValue(), found.get(file.getKey())))
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    List<BlobKey> blobs(BlobKind kind) {
        return store.contents().keySet().stream()
                .map(BlobKey::findPath)
                .filter(key -> key != null && key.kind() == kind)
                .toList();
    }

    void flip(BlobKey key) throws IOException {
        var bytes = store.get(key, 1 << 26);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        store.plant(key.path(), bytes);
    }

    void truncate(BlobKey key) throws IOException {
        var bytes = store.get(key, 1 << 26);
        store.plant(key.path(), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }

    @Override
    public void close() throws IOException {
        test.close();
    }
}
