package dev.holdfast.verify;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Seeds;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A small repository in memory that can be damaged, and its verdicts.
final class VerifyFixture implements AutoCloseable {

    /// At least the smallest payload chunk, so that it has chunks of its own; all zeros but
    /// its first byte, so that its pack is small.
    static final int LARGE = 300 << 10;

    final MemoryStore store = new MemoryStore();
    final TestRepository test;
    final RepositorySecrets secrets;
    final Path directory;
    final Path tree;

    VerifyFixture(Path directory) throws IOException {
        this.directory = directory;
        this.tree = Files.createDirectory(directory.resolve("tree"));
        this.test = new TestRepository(store, directory.resolve("state"));
        this.secrets = test.unlock();
    }

    /// Plants a small tree and backs it up.
    static VerifyFixture withSnapshot(Path directory) throws IOException, InterruptedException {
        var fixture = new VerifyFixture(directory);
        var random = Seeds.random("VerifyFixture");
        var inner = Files.createDirectory(fixture.tree.resolve("inner"));
        for (int i = 0; i < 3; i++) {
            var bytes = new byte[10 + 30 * i];
            random.nextBytes(bytes);
            Files.write(inner.resolve("small" + i), bytes);
        }
        Files.write(fixture.tree.resolve("empty"), new byte[0]);
        var large = new byte[LARGE];
        large[0] = 1;
        Files.write(fixture.tree.resolve("large"), large);
        Files.createLink(fixture.tree.resolve("other-name"), inner.resolve("small1"));
        Files.createSymbolicLink(fixture.tree.resolve("symlink"), Path.of("large"));
        fixture.test.backup(fixture.tree);
        return fixture;
    }

    /// What a verify found, and counted.
    record Verdict(List<Finding> findings, VerifyReport report) {

        boolean isClean() {
            return report.isClean() && findings.stream().noneMatch(Finding::isDamage);
        }

        <T extends Finding> List<T> of(Class<T> type) {
            return findings.stream().filter(type::isInstance).map(type::cast).toList();
        }

        /// The paths of the files that cannot be restored, ascending, each once.
        List<String> touched() {
            return of(Finding.TouchedFile.class).stream()
                    .map(file -> file.path().toString())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    Verdict verify(ReadShare read, @Nullable RepositorySecrets with)
            throws IOException, InterruptedException {
        var findings = new ArrayList<Finding>();
        var request = new VerifyRequest(read, 1, directory);
        var report = new VerifyJob(
                        test.repository, with, request, findings::add, new VerifyProgress())
                .run();
        return new Verdict(findings, report);
    }

    Verdict readAllOf(SnapshotId snapshot) throws IOException, InterruptedException {
        var findings = new ArrayList<Finding>();
        var request = new VerifyRequest(new ReadShare.Everything(), 1, directory);
        var report = new VerifyJob(
                        test.repository, secrets, request, findings::add, new VerifyProgress())
                .only(Set.of(snapshot))
                .run();
        return new Verdict(findings, report);
    }

    Verdict readAll() throws IOException, InterruptedException {
        return verify(new ReadShare.Everything(), null);
    }

    Verdict readAllWithKeys() throws IOException, InterruptedException {
        return verify(new ReadShare.Everything(), secrets);
    }

    Verdict structure() throws IOException, InterruptedException {
        return verify(new ReadShare.Nothing(), null);
    }

    Verdict structureWithKeys() throws IOException, InterruptedException {
        return verify(new ReadShare.Nothing(), secrets);
    }

    List<BlobKey> keys(BlobKind kind) {
        var keys = new ArrayList<BlobKey>();
        for (var path : store.contents().keySet()) {
            var key = BlobKey.findPath(path);
            if (key != null && key.kind() == kind) keys.add(key);
        }
        return keys;
    }

    byte[] bytes(BlobKey key) {
        return Objects.requireNonNull(store.contents().get(key.path())).clone();
    }

    void plant(BlobKey key, byte[] bytes) {
        store.plant(key.path(), bytes);
    }

    void flip(BlobKey key, int position, int bit) {
        var bytes = bytes(key);
        bytes[position] ^= (byte) (1 << bit);
        plant(key, bytes);
    }

    @Override
    public void close() throws IOException {
        secrets.close();
        test.close();
    }
}
