package dev.holdfast.trust;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.Marks;
import dev.holdfast.store.MemoryStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A whole repository of some 30 KB in memory: two snapshots of one small tree, a few packs,
/// and every kind of blob that lasts. Its blobs and its identity are all a restore needs.
final class Sample implements AutoCloseable {

    final MemoryStore store = new MemoryStore();
    final TestRepository test;
    final Path tree;

    /// Oldest first, and the tree that each is of.
    final Map<SnapshotId, Map<String, String>> snapshots = new LinkedHashMap<>();

    private Sample(Path directory) throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        test = new TestRepository(store, directory.resolve("state"));
    }

    static Sample make(Path directory, Random random) throws IOException, InterruptedException {
        var sample = new Sample(directory);
        sample.plant(random);
        sample.backup();
        sample.write("later", 700, random);
        Files.delete(sample.tree.resolve("inner/small0"));
        var second = sample.backup();
        try (var _ = sample.test.unlock()) {
            var marks = Marks.of(sample.test.repository);
            marks.replaceTags(second, Map.of("colour", "green"), sample.test.random);
            marks.pin(second);
        }
        return sample;
    }

    private void plant(Random random) throws IOException {
        Files.createDirectory(tree.resolve("inner"));
        for (int i = 0; i < 3; i++) write("inner/small" + i, 10 + 300 * i, random);
        write("empty", 0, random);
        // Large enough for chunks of its own, and nothing when compressed.
        var large = new byte[300 << 10];
        large[0] = 1;
        Files.write(tree.resolve("large"), large);
        Files.createLink(tree.resolve("other-name"), tree.resolve("inner/small1"));
        Files.createSymbolicLink(tree.resolve("symlink"), Path.of("large"));
        Files.setPosixFilePermissions(
                tree.resolve("empty"), PosixFilePermissions.fromString("rwxr-x--x"));
    }

    private void write(String name, int size, Random random) throws IOException {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        var file = Files.write(tree.resolve(name), bytes);
        var time = Instant.ofEpochSecond(
                1_700_000_000 + random.nextInt(1_000_000), random.nextInt(1_000_000_000));
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private SnapshotId backup() throws IOException, InterruptedException {
        var id = test.backup(tree).manifest().manifest().snapshot();
        snapshots.put(id, listing(tree));
        return id;
    }

    /// Every entry below a directory: its kind, mode, time, and what is in it.
    static Map<String, String> listing(Path root) throws IOException {
        var entries = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (var path : (Iterable<Path>) all::iterator) {
                var facts = Files.readAttributes(
                        path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                var content = "";
                if (Files.isSymbolicLink(path)) {
                    content = Files.readSymbolicLink(path).toString();
                } else if (Files.isRegularFile(path)) {
                    content = Sha256.hash(Files.readAllBytes(path)).hex();
                }
                entries.put(
                        root.relativize(path).toString(),
                        facts.get("mode") + " " + facts.get("lastModifiedTime") + " " + content);
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        test.close();
    }
}
