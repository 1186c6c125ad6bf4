package dev.holdfast.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.TestRepository;
import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CheckedPacks;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

final class CheckupTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private TestRepository test;
    private Path tree;

    @BeforeEach
    void backUp() throws IOException, InterruptedException {
        test = new TestRepository(store, directory.resolve("state"));
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("file"), "content");
        test.backup(tree, ChangeOptions.DEFAULT, () -> NOW);
    }

    @AfterEach
    void close() throws IOException {
        test.close();
    }

    @Test
    void aHealthyRepositoryNeedsNothing() throws IOException {
        readBack(NOW);
        for (var remark : all(NOW)) {
            assertEquals(Remark.Kind.FINE, remark.kind(), remark.toString());
        }
    }

    @Test
    void aSnapshotFromTheFutureIsOfAWrongClock() throws IOException {
        assertEquals(List.of(), attention(NOW.minus(Duration.ofMinutes(4))));
        assertEquals(List.of("clock"), attention(NOW.minus(Duration.ofMinutes(6))));
        assertEquals(List.of("clock"), attention(NOW.minus(Duration.ofDays(3650))));
    }

    @Test
    void anOldRunNeedsAttentionAndAYoungOneDoesNot() throws IOException {
        var writer = new WriterId(new UUID(1, 2));
        var marker = new WriterMarker(new SnapshotId(3, 4), NOW).toByteArray();
        store.plant(BlobKey.writer(writer).path(), marker);
        assertEquals(List.of(), attention(NOW.plus(Duration.ofDays(2))));
        assertEquals(List.of("runs"), attention(NOW.plus(Duration.ofDays(4))));
        var other = RepositoryCheckup.run(test.repository, Set.of(), NOW.plus(Duration.ofDays(4)));
        var own = RepositoryCheckup.run(
                test.repository, Set.of(writer), NOW.plus(Duration.ofDays(4)));
        assertTrue(other.toString().contains("prune --fence " + writer), other.toString());
        assertTrue(own.toString().contains("make a backup here"), own.toString());
    }

    @Test
    void anUnfinishedPruneNeedsAttentionUnlessItWaits() throws IOException {
        var page = new BlobPaths(List.of()).toByteArray();
        store.plant(BlobKey.trash(new TrashId(new UUID(1, 2))).path(), page);
        assertEquals(List.of("prunes"), attention(NOW));
        var marker = new WriterMarker(new SnapshotId(3, 4), NOW).toByteArray();
        store.plant(BlobKey.writer(new WriterId(new UUID(1, 2))).path(), marker);
        assertEquals(List.of(), attention(NOW));
    }

    @Test
    void theMarkOfALostPackIsNoUnfinishedPrune() throws IOException {
        store.plant(BlobKey.lost(Sha256.hash(new byte[] {1})).path(), new byte[0]);
        assertEquals(List.of(), attention(NOW));
        assertTrue(
                all(NOW).contains(Remark.fine("runs", "no backup and no prune is unfinished")),
                all(NOW).toString());
    }

    @Test
    void whatNobodyKnowsAmongTheRunsNeedsAttention() throws IOException {
        store.plant("writers/who", new byte[0]);
        assertEquals(List.of("runs"), attention(NOW));
    }

    @Test
    void aDamagedManifestNeedsAttentionAndTheRestIsLookedAt() throws IOException {
        var key = BlobKey.manifest(
                test.repository.snapshots().getFirst().manifest().snapshot());
        store.plant(key.path(), new byte[100]);
        store.plant("writers/who", new byte[0]);
        assertEquals(List.of("snapshots", "runs"), attention(NOW));
    }

    @Test
    void whatWasNeverOrLongNotReadBackIsNoted() throws IOException {
        assertTrue(note(NOW).contains("reading"));
        readBack(NOW);
        assertTrue(!note(NOW).contains("reading"));
        assertTrue(note(NOW.plus(Duration.ofDays(200))).contains("reading"));
    }

    @Test
    void aDamagedCatalogIsSaidAndIsNoMoreThanThat() throws IOException {
        var state = test.repository.stateDirectory();
        try (var file = new RandomAccessFile(state.resolve("catalog.db").toFile(), "rw")) {
            file.write("no SQLite at all".getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals(List.of("catalog"), attention(NOW));
        assertEquals(List.of(), attention(NOW));
        assertTrue(note(NOW).contains("catalog"), "one was set aside");
    }

    @Test
    void aCatalogWithADamagedPageIsSaid() throws IOException {
        var state = test.repository.stateDirectory();
        try (var catalog = Catalog.open(state)) {
            catalog.check();
        }
        var file = state.resolve("catalog.db");
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length - 3000, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        assertEquals(List.of("catalog"), attention(NOW));
    }

    @Test
    void whatOthersCanReadIsSaid() throws IOException {
        var state = test.repository.stateDirectory();
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-x---"));
        assertEquals(List.of("state"), attention(NOW));
    }

    @Test
    void plainDatabasesOfDeadRunsAreNoted() throws IOException {
        assertEquals(List.of(), StateCheckup.leftovers(directory));
        var temporary = Files.createDirectory(directory.resolve("tmp"));
        assertEquals(List.of(), StateCheckup.leftovers(directory));
        Files.createFile(temporary.resolve("holdfast-1.db"));
        assertEquals(1, StateCheckup.leftovers(directory).size());
    }

    private void readBack(Instant moment) throws IOException {
        var memory = CheckedPacks.open(test.repository.stateDirectory(), test.repository.place());
        for (var stored : test.repository.snapshots()) {
            for (var blob : stored.manifest().blobs()) memory.add(blob.sha256(), true, moment);
        }
        memory.save(_ -> true);
    }

    private List<Remark> all(Instant now) throws IOException {
        var state = StateCheckup.of(test.repository.stateDirectory());
        var all = new ArrayList<Remark>();
        all.addAll(RepositoryCheckup.run(test.repository, state.unfinished(), now));
        all.addAll(state.remarks());
        return all;
    }

    private List<String> attention(Instant now) throws IOException {
        return topics(now, Remark.Kind.ATTENTION);
    }

    private List<String> note(Instant now) throws IOException {
        return topics(now, Remark.Kind.NOTE);
    }

    private List<String> topics(Instant now, Remark.Kind kind) throws IOException {
        return all(now).stream()
                .filter(remark -> remark.kind() == kind)
                .map(Remark::topic)
                .toList();
    }
}
