package dev.holdfast.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.format.pxar.PxarEvent;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

final class BackupTest {

    @TempDir
    private Path directory;

    @Test
    void whatWasBackedUpIsReadBackByteForByte() throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        var expected = files(tree);
        try (var test = new TestRepository(new MemoryStore(), directory.resolve("state"))) {
            var summary = test.backup(tree);
            assertTrue(summary.isWhole());
            assertEquals(expected.size(), summary.entries().files());
            var snapshots = test.repository.snapshots();
            assertEquals(1, snapshots.size());
            try (var snapshot = test.open(snapshots.getFirst(), directory)) {
                assertEquals(expected.keySet(), contents(snapshot).keySet());
                var found = contents(snapshot);
                for (var file : expected.entrySet()) {
                    assertArrayEquals(file.getValue(), found.get(file.getKey()), file.getKey());
                }
            }
        }
    }

    @Test
    void aSecondBackupOfTheSameTreeStoresNoContentAgain() throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        files(tree);
        try (var test = new TestRepository(new MemoryStore(), directory.resolve("state"))) {
            var all = ChangeOptions.READ_ALL;
            var first = test.backup(tree, all, InstantSource.system());
            var second = test.backup(tree, all, InstantSource.system());
            assertTrue(first.freshBytes() > 0);
            assertEquals(0, second.freshBytes());
            assertEquals(0, second.storedBytes());
            var manifests = test.repository.snapshots();
            var previous = Objects.requireNonNull(manifests.get(1).manifest().previous());
            assertEquals(manifests.get(0).manifest().snapshot(), previous.snapshot());
            assertEquals(manifests.get(0).sha256(), previous.manifest());
        }
    }

    @Test
    void whatAKilledCommitLeftOnTheHostIsRemovedByTheNextBackup()
            throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        files(tree);
        try (var test = new TestRepository(new MemoryStore(), directory.resolve("state"))) {
            var state = test.repository.stateDirectory();
            for (var end : List.of(".db", ".db-journal", ".db.zst.age")) {
                Files.writeString(state.resolve("snapshot-59e8ebb58bc97136" + end), "names");
            }
            test.backup(tree);
            try (var left = Files.newDirectoryStream(state, "snapshot-*")) {
                assertFalse(left.iterator().hasNext());
            }
        }
    }

    @Test
    void i7ASnapshotThatVanishedIsMissedOnce() throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        files(tree);
        try (var test = new TestRepository(new MemoryStore(), directory.resolve("state"))) {
            var first = test.backup(tree);
            var second = test.backup(tree);
            test.store.delete(BlobKey.manifest(first.manifest().manifest().snapshot()));
            var third = test.backup(tree);
            assertEquals(1, third.vanished().snapshots().size());
            assertFalse(third.vanished().newest(), "an old one: retention may have dropped it");
            test.store.delete(BlobKey.manifest(third.manifest().manifest().snapshot()));
            var fourth = test.backup(tree);
            assertEquals(1, fourth.vanished().snapshots().size());
            assertTrue(fourth.vanished().newest(), "the repository was set back");
            assertTrue(second.vanished().snapshots().isEmpty());
            assertTrue(test.backup(tree).vanished().snapshots().isEmpty());
        }
    }

    private static Map<String, byte[]> contents(dev.holdfast.repository.OpenSnapshot snapshot)
            throws IOException {
        var archive = ArchiveReader.open(snapshot);
        var entries = archive.entries();
        var path = new ArrayDeque<String>();
        var found = new HashMap<String, byte[]>();
        for (var event = entries.next(); event != null; event = entries.next()) {
            switch (event) {
                case PxarEvent.Enter(var dir) -> path.addLast(dir.name().toString());
                case PxarEvent.Item(var entry) -> {
                    if (entry instanceof PxarEntry.RegularFile file) {
                        try (var in = archive.content(file)) {
                            found.put(
                                    String.join("/", path) + "/" + file.name(), in.readAllBytes());
                        }
                    }
                }
                case PxarEvent.Leave _ -> path.removeLast();
            }
        }
        return found;
    }

    /// Files of every size class: empty, small, around the smallest chunk, several chunks.
    private static Map<String, byte[]> files(Path tree) throws IOException {
        var random = Seeds.random("BackupTest");
        var expected = new HashMap<String, byte[]>();
        int[] sizes = {
            0, 1, 100, 4096, 70_000, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 3 << 20, 9 << 20
        };
        for (int i = 0; i < 300; i++) {
            var folder = Files.createDirectories(tree.resolve("d" + i % 7));
            int size = i < sizes.length ? sizes[i] : random.nextInt(60_000);
            var bytes = new byte[size];
            if (i % 3 != 0) random.nextBytes(bytes);
            Files.write(folder.resolve("f" + i), bytes);
            expected.put("/d" + i % 7 + "/f" + i, bytes);
        }
        return expected;
    }
}
