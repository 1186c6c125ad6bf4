package dev.holdfast.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.BackupSummary;
import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.TestRepository;
import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.CatalogSnapshot;
import dev.holdfast.catalog.CatalogSurvey;
import dev.holdfast.catalog.StateInUseException;
import dev.holdfast.catalog.StateLock;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// A host whose catalog is lost, damaged or old.
final class RebuildTest {

    private static final int FILES = 40;

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private final Random random = Seeds.random("RebuildTest");
    private TestRepository test;
    private Path tree;

    @BeforeEach
    void backUpTwice() throws IOException, InterruptedException {
        test = new TestRepository(store, directory.resolve("state"));
        tree = Files.createDirectory(directory.resolve("tree"));
        for (int i = 0; i < FILES; i++) write("file" + i, i % 8 == 0 ? 1 << 20 : 5000);
        backup();
        write("file1", 7000);
        backup();
    }

    @AfterEach
    void close() throws IOException {
        test.close();
    }

    @Test
    void aHostThatLostEverythingGoesOnAsIfNothingHadHappened()
            throws IOException, InterruptedException {
        var before = snapshots();
        loseState();
        var report = rebuild(test.unlock());
        assertEquals(List.of(), report.left());
        assertEquals(report.packs(), report.indexed());
        assertEquals(1, report.references());
        assertEquals(before, snapshots());

        write("new", 3000);
        var summary = backup();
        assertEquals(3000, summary.readBytes(), "what is unchanged was read again");
        assertEquals(
                test.repository.snapshots().getFirst().manifest().lineage(),
                summary.manifest().manifest().lineage());
        assertNull(summary.allRead());
    }

    @Test
    void contentsAreFoundAgainWhereverTheyAppear() throws IOException, InterruptedException {
        loseState();
        rebuild(test.unlock());
        Files.copy(tree.resolve("file0"), tree.resolve("copy of file0"));
        var summary = backup();
        assertEquals(1 << 20, summary.readBytes());
        long payload = store.contents().keySet().stream()
                .map(BlobKey::findPath)
                .filter(key -> key != null && key.path().startsWith("packs/"))
                .count();
        assertTrue(summary.freshBytes() < 1 << 16, summary.freshBytes() + " of " + payload);
    }

    @Test
    void withoutAnyRebuildSuchAHostReadsAndStoresEverything()
            throws IOException, InterruptedException {
        loseState();
        var summary = backup();
        assertTrue(summary.freshBytes() > 5 << 20);
        assertNotEquals(
                test.repository.snapshots().getFirst().manifest().lineage(),
                summary.manifest().manifest().lineage());
    }

    @Test
    void withAMetadataKeyAloneUnchangedFilesStayAndMetadataIsFoundAgain()
            throws IOException, InterruptedException {
        loseState();
        var report = rebuild(test.unlock().forBrowser());
        assertEquals(List.of(), report.left());
        assertTrue(report.indexed() < report.packs(), "payload tables need the payload key");
        assertTrue(report.indexed() > 0);
        write("new", 3000);
        var summary = backup();
        assertEquals(3000, summary.readBytes());
        assertTrue(summary.freshBytes() < 100_000, summary.freshBytes() + " bytes were stored");
    }

    @Test
    void withoutAKeyASoundCatalogKeepsWhatItHasAndLosesWhatIsGone()
            throws IOException, InterruptedException {
        var before = snapshots();
        var gone = packs(PackKind.PAYLOAD).getFirst();
        store.remove(gone.path());
        var report = rebuild(null);
        assertEquals(1, report.dropped());
        assertEquals(before, snapshots());
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            assertNull(catalog.findPack(gone.packName()));
        }
    }

    @Test
    void aPlanChangesNothing() throws IOException, InterruptedException {
        var catalog = test.repository.stateDirectory().resolve("catalog.db");
        try (var channel = java.nio.channels.FileChannel.open(catalog, StandardOpenOption.WRITE)) {
            channel.truncate(5000);
        }
        var before = Files.readAllBytes(catalog);
        try (var job = job(test.unlock())) {
            var plan = job.plan();
            assertNotNull(plan.present().flaw());
            assertEquals(2, plan.hostSnapshots());
            assertEquals(1, plan.lineages());
        }
        assertEquals(0, leftovers());
        org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(catalog));
    }

    /// Every page of the file by itself: what SQLite itself would not notice in passing, such as
    /// a bit in a pack's row, is seen by the survey or was of no consequence.
    @Test
    void aDamagedCatalogIsSetAsideAndMadeAgain() throws IOException, InterruptedException {
        var before = snapshots();
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            assertEquals(2, catalog.history().snapshots().size());
        }
        var file = test.repository.stateDirectory().resolve("catalog.db");
        var sound = Files.readAllBytes(file);
        int damaged = 0;
        for (int page = 0; page < sound.length / 4096; page++) {
            var bytes = sound.clone();
            for (int i = 0; i < 512; i++) bytes[page * 4096 + random.nextInt(4096)] ^= 0x55;
            Files.write(file, bytes);
            boolean flawed = CatalogSurvey.of(test.repository.stateDirectory()).flaw() != null;
            var report = rebuild(test.unlock());
            assertEquals(flawed, report.setAside() != null, "page " + page);
            if (flawed) damaged++;
            assertTrue(snapshots().containsAll(before), "page " + page);
            var summary = backup();
            assertEquals(0, summary.readBytes(), "page " + page);
            forgetLast();
        }
        assertTrue(damaged > 0, "no page counted");
    }

    @Test
    void aTakeOverThatFailsInItsLastStatementLeavesTheOldCatalog()
            throws IOException, InterruptedException {
        var before = snapshots();
        var scratch = Files.createDirectory(directory.resolve("scratch"));
        try (var catalog = Catalog.openScratch(scratch)) {
            catalog.history().learn(stranger(before.getFirst()));
        }
        Tool.run(scratch, "sqlite3", "catalog.db", "DROP TABLE lineage").get();
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            assertThrows(IOException.class, () -> catalog.takeOver(scratch));
        }
        assertEquals(before, snapshots());
        assertEquals(0, backup().readBytes());
    }

    @Test
    void whatOnlyTheOldCatalogHasStays() throws IOException, InterruptedException {
        var first = test.repository.snapshots().getFirst().manifest().snapshot();
        store.remove(BlobKey.manifest(first).path());
        rebuild(test.unlock());
        assertEquals(2, snapshots().size(), "that a snapshot vanished must not be forgotten (I7)");
        var summary = backup();
        assertEquals(1, summary.vanished().snapshots().size());
    }

    @Test
    void snapshotsOfOtherHostsAndOfUntrustedWritersAreLeft()
            throws IOException, InterruptedException {
        loseState();
        test.reopen(store);
        // A host that nobody has admitted, and that joins with a key of its own.
        backup();
        loseState();
        test.reopen(store);
        try (var job = job(test.unlock())) {
            var plan = job.plan();
            assertEquals(2, plan.hostSnapshots());
            assertEquals(1, plan.left().size(), plan.left().toString());
        }
        var other = new RebuildRequest("other", 2, directory);
        try (var job =
                new RebuildJob(test.repository, test.unlock(), other, new RebuildProgress())) {
            assertEquals(0, job.plan().hostSnapshots());
        }
    }

    @Test
    void whatIsDamagedInTheRepositoryIsNamedAndLeftOut() throws IOException, InterruptedException {
        var snapshots = test.repository.snapshots();
        var table = packs(PackKind.PAYLOAD).getFirst();
        var bytes = store.get(table, 1 << 26);
        bytes[bytes.length - 20] ^= 1;
        store.plant(table.path(), bytes);
        var lost = packs(PackKind.PAYLOAD).getLast();
        store.putIfAbsent(BlobKey.lost(lost.packName()), BlobBody.of(new byte[0]));
        var database = BlobKey.database(snapshots.getFirst().manifest().snapshot());
        store.plant(database.path(), new byte[100]);
        loseState();
        var report = rebuild(test.unlock());
        assertTrue(
                report.left().stream().anyMatch(left -> left.what().equals("pack " + table.name())),
                report.left().toString());
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            assertNull(catalog.findPack(table.packName()));
            assertNull(catalog.findPack(lost.packName()));
        }
        assertEquals(1, snapshots().size());
        // What they had is read again and stored anew.
        assertTrue(backup().freshBytes() > 1 << 20);
    }

    @Test
    void noBackupOfThisHostRunsMeanwhile() throws IOException, InterruptedException {
        try (var job = job(test.unlock());
                var lock = StateLock.acquire(test.repository.stateDirectory())) {
            assertNotNull(lock);
            job.plan();
            assertThrows(StateInUseException.class, job::execute);
        }
        assertEquals(0, leftovers());
    }

    /// Long after the files were written, so that their times say something.
    private BackupSummary backup() throws IOException, InterruptedException {
        var later = InstantSource.offset(InstantSource.system(), Duration.ofHours(1));
        return test.backup(tree, ChangeOptions.DEFAULT, later);
    }

    private RebuildReport rebuild(@Nullable RepositorySecrets secrets)
            throws IOException, InterruptedException {
        try (var job = job(secrets)) {
            job.plan();
            return job.execute();
        }
    }

    private RebuildJob job(@Nullable RepositorySecrets secrets) {
        return new RebuildJob(
                test.repository,
                secrets,
                new RebuildRequest("host", 2, directory),
                new RebuildProgress());
    }

    private List<CatalogSnapshot> snapshots() throws IOException {
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            return catalog.history().snapshots();
        }
    }

    private List<BlobKey> packs(PackKind kind) throws IOException {
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            var found = new java.util.ArrayList<BlobKey>();
            catalog.forEachPack(pack -> {
                if (pack.kind() == kind) found.add(BlobKey.pack(pack.name()));
            });
            return found;
        }
    }

    private static CatalogSnapshot stranger(CatalogSnapshot like) {
        var source = Seeds.random("RebuildTest.stranger");
        return new CatalogSnapshot(
                SnapshotId.random(source),
                LineageId.random(source),
                "stranger",
                like.source(),
                like.startedAt(),
                like.finishedAt(),
                like.manifest(),
                like.entries(),
                like.traffic());
    }

    /// All that this host knows but its pins and keys is gone.
    private void loseState() throws IOException {
        try (var files = Files.walk(directory.resolve("state"))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
        assertFalse(Files.exists(directory.resolve("state")));
        test.reopen(store);
    }

    private void forgetLast() throws IOException {
        var last = test.repository.snapshots().getLast().manifest().snapshot();
        store.remove(BlobKey.manifest(last).path());
        try (var catalog = Catalog.open(test.repository.stateDirectory())) {
            catalog.history().forget(last);
        }
    }

    private long leftovers() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("holdfast-"))
                    .count();
        }
    }

    private void write(String name, int size) throws IOException {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(tree.resolve(name), bytes);
    }
}
