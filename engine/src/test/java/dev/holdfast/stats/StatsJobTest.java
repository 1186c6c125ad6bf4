package dev.holdfast.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/// Counts held against what forgetting and pruning really free.
final class StatsJobTest {

    private static final int RUNS = 9;

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private final Random random = Seeds.random("StatsJobTest");
    private TestRepository test;

    /// Two sources that share some files, and a history in which files come, change and go.
    @BeforeEach
    void backUp() throws IOException, InterruptedException {
        test = new TestRepository(store, directory.resolve("state"));
        var trees = List.of(
                Files.createDirectory(directory.resolve("a")),
                Files.createDirectory(directory.resolve("b")));
        for (int i = 0; i < RUNS; i++) {
            var both = bytes(300 << 10);
            for (var tree : trees) {
                Files.write(tree.resolve("both" + i), both);
                Files.write(tree.resolve("own" + i), bytes(random.nextInt(700 << 10)));
                Files.deleteIfExists(tree.resolve("own" + (i - 3)));
            }
            test.backup(trees.get(i % 2));
        }
    }

    @AfterEach
    void close() throws IOException {
        test.close();
    }

    @Test
    void whatIsFreedIsWhatForgetAndPruneFree() throws IOException, InterruptedException {
        var all = test.repository.snapshots();
        assertEquals(RUNS, all.size());
        for (int round = 0; round < 12; round++) {
            var groups = new TreeMap<String, List<StoredManifest>>();
            for (var snapshot : all) {
                groups.computeIfAbsent("" + random.nextInt(1 + round % 4), _ -> new ArrayList<>())
                        .add(snapshot);
            }
            var stats = StatsJob.byPacks().run(groups);
            assertNull(stats.all().chunks());
            for (var cost : stats.groups()) {
                if (groups.size() == 1) continue; // Without any snapshot nothing is pruned.
                assertEquals(
                        really(Objects.requireNonNull(groups.get(cost.name()))),
                        cost.freed(),
                        cost.toString());
            }
            assertEquals(blobBytes(), stats.all().stored());
            assertEquals(stats.all().stored(), stats.all().freed());
            assertEquals(RUNS, stats.all().snapshots());
        }
    }

    @Test
    void eachByteCountsOnceInEachGroup() throws IOException, InterruptedException {
        for (var cost : StatsJob.byPacks().run(bySnapshot()).groups()) {
            var snapshot = Objects.requireNonNull(bySnapshot().get(cost.name())).getFirst();
            var manifest = snapshot.manifest();
            long packs =
                    manifest.blobs().stream().mapToLong(blob -> blob.size()).sum();
            assertEquals(packs + manifest.database().size() + snapshot.storedSize(), cost.stored());
            assertEquals(cost.stored(), cost.shared() + cost.freed());
            assertEquals(manifest.totalSize(), cost.logical());
        }
    }

    @Test
    void chunksAreCountedAsTheDatabasesSay() throws IOException, InterruptedException {
        try (var secrets = test.unlock()) {
            var groups = bySnapshot();
            var looked = new ArrayList<Long>();
            var stats = StatsJob.byChunks(
                            test.repository, secrets, directory, (done, _) -> looked.add(done))
                    .run(groups);
            assertEquals(RUNS, looked.size());
            var users = new HashMap<Chunk, List<String>>();
            for (var group : groups.entrySet()) {
                var snapshot = group.getValue().getFirst();
                try (var open = OpenSnapshot.open(test.repository, snapshot, secrets, directory)) {
                    for (var chunk : chunks(open)) {
                        users.computeIfAbsent(chunk, _ -> new ArrayList<>()).add(group.getKey());
                    }
                }
            }
            for (var cost : stats.groups()) {
                long used = 0;
                long alone = 0;
                for (var user : users.entrySet()) {
                    if (!user.getValue().contains(cost.name())) continue;
                    used += user.getKey().length;
                    if (user.getValue().size() == 1) alone += user.getKey().length;
                }
                var chunks = cost.chunks();
                assertNotNull(chunks);
                assertEquals(used, chunks.used());
                assertEquals(alone, chunks.alone());
                assertTrue(used <= cost.stored());
            }
            var all = stats.all().chunks();
            assertNotNull(all);
            assertEquals(users.keySet().stream().mapToLong(Chunk::length).sum(), all.used());
            assertEquals(all.used(), all.alone());
        }
    }

    private record Chunk(Sha256 pack, int chunk, int length) {}

    private static List<Chunk> chunks(OpenSnapshot open) throws IOException {
        var chunks = new ArrayList<Chunk>();
        for (var stream : ArchiveStream.values()) {
            for (var c = open.findFrom(stream, 0); c != null; c = open.findFrom(stream, c.end())) {
                var pack = open.pack(c.pack());
                var chunk =
                        new Chunk(pack.name(), c.chunk(), pack.lengths().storedLength(c.chunk()));
                if (!chunks.contains(chunk)) chunks.add(chunk);
            }
        }
        return chunks;
    }

    /// How much smaller the store gets when these snapshots are forgotten and pruned.
    private long really(List<StoredManifest> forgotten) throws IOException, InterruptedException {
        var copy = store.copy();
        long before = size(copy);
        for (var snapshot : forgotten) {
            copy.delete(BlobKey.manifest(snapshot.manifest().snapshot()));
        }
        try (var reopened = Repository.open("test", copy, test.state)) {
            new PruneJob(reopened, new PruneOptions(1, false), random).execute();
        }
        return before - size(copy);
    }

    private long blobBytes() {
        return store.contents().entrySet().stream()
                .filter(blob -> blob.getKey().matches("(packs|snapshots)/.*"))
                .mapToLong(blob -> blob.getValue().length)
                .sum();
    }

    private static long size(MemoryStore store) {
        return store.contents().values().stream()
                .mapToLong(bytes -> bytes.length)
                .sum();
    }

    private Map<String, List<StoredManifest>> bySnapshot() throws IOException {
        var groups = new LinkedHashMap<String, List<StoredManifest>>();
        for (var snapshot : test.repository.snapshots()) {
            groups.put(snapshot.manifest().snapshot().toString(), List.of(snapshot));
        }
        return groups;
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
