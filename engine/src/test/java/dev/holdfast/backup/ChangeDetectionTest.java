package dev.holdfast.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.export.Export;
import dev.holdfast.export.PxarExport;
import dev.holdfast.format.ByteString;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.restore.Overwrite;
import dev.holdfast.restore.Owners;
import dev.holdfast.restore.RestoreJob;
import dev.holdfast.restore.RestoreNotice;
import dev.holdfast.restore.RestoreProgress;
import dev.holdfast.restore.RestoreRequest;
import dev.holdfast.restore.Selection;
import dev.holdfast.restore.TreeWriterOptions;
import dev.holdfast.source.Notice;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.TreeJudges;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// What is unchanged is not read again, and what is read again or not never shows.
final class ChangeDetectionTest {

    private static final ChangeOptions BY_MTIME = new ChangeOptions(true, Trust.MTIME, 0);

    private ScratchDirectory scratch;
    private TestRepository test;
    private Path tree;

    /// Later with every backup, and always later than the files: nothing is racy.
    private int hours = 1;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.make();
        test = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        tree = Files.createDirectory(scratch.path().resolve("tree"));
    }

    @AfterEach
    void close() throws IOException {
        test.close();
        scratch.close();
    }

    private InstantSource later() {
        var time = Instant.now().plus(Duration.ofHours(hours++));
        return () -> time;
    }

    private BackupSummary backup(ChangeOptions options) throws IOException, InterruptedException {
        return test.backup(tree, options, later());
    }

    private BackupSummary backup() throws IOException, InterruptedException {
        return backup(ChangeOptions.DEFAULT);
    }

    private static byte[] export(TestRepository from, Path temporary, StoredManifest manifest)
            throws IOException, InterruptedException {
        try (var snapshot = from.open(manifest, temporary)) {
            var bytes = new ByteArrayOutputStream();
            Export.run(
                    ArchiveReader.open(snapshot),
                    ByteString.EMPTY,
                    PxarExport.single(bytes::write));
            return bytes.toByteArray();
        }
    }

    private void assertRestoresToTheTree() throws Exception {
        var target = scratch.path().resolve("copy" + hours);
        var notices = new ArrayList<RestoreNotice>();
        var request = new RestoreRequest(
                ByteString.EMPTY,
                ByteString.utf8(target.toString()),
                ByteString.EMPTY,
                Selection.ALL,
                Overwrite.ALWAYS,
                false,
                List.of(),
                true,
                new TreeWriterOptions(Owners.NUMERIC, true, new Random(1)),
                scratch.path(),
                2);
        try (var snapshot = test.open(last(test), scratch.path());
                var job = RestoreJob.open(snapshot, request, new RestoreProgress(), notices::add)) {
            job.plan();
            job.run();
        }
        assertEquals(List.of(), notices);
        assertEquals(List.of(), TreeJudges.rsync(tree, target));
    }

    @Test
    void whatMetadataModeExportsIsWhatDataModeExportsAfterEveryHistory() throws Exception {
        for (int seed = 0; seed < Seeds.repeat(6); seed++) {
            var root = Files.createDirectory(scratch.path().resolve("tree" + seed));
            var history = new RandomHistory(root, Seeds.random("history " + seed));
            var options = seed % 3 == 2 ? BY_MTIME : ChangeOptions.DEFAULT;
            var said = new ArrayList<String>();
            history.plant(40);
            try (var byMetadata = repository("m" + seed);
                    var byData = repository("d" + seed)) {
                byMetadata.ahead = true;
                byMetadata.look = seed % 2 == 0 ? PackLook.FIRST : PackLook.LAST;
                for (int day = 0; day < 8; day++) {
                    var clock = later();
                    byMetadata.backup(root, options, clock);
                    byData.backup(root, ChangeOptions.READ_ALL, clock);
                    assertArrayEquals(
                            export(byData, scratch.path(), last(byData)),
                            export(byMetadata, scratch.path(), last(byMetadata)),
                            "seed " + seed + ", day " + day + " after " + said);
                    said.clear();
                    // A time that is set back is what trust in mtime cannot see.
                    for (int i = 0; i < 5; i++) {
                        said.add(
                                options.trust() == Trust.MTIME
                                        ? history.honestStep()
                                        : history.step());
                    }
                }
                assertEquals(List.of(), damage(byMetadata));
            }
        }
    }

    private List<Finding> damage(TestRepository of) throws IOException, InterruptedException {
        var findings = new ArrayList<Finding>();
        var request = new VerifyRequest(new ReadShare.Everything(), 1, scratch.path());
        var _ = new VerifyJob(
                        of.repository, of.unlock(), request, findings::add, new VerifyProgress())
                .run();
        return findings.stream().filter(Finding::isDamage).toList();
    }

    private TestRepository repository(String name) throws IOException {
        return new TestRepository(new MemoryStore(), scratch.path().resolve("state-" + name));
    }

    private static StoredManifest last(TestRepository from) throws IOException {
        return from.repository.snapshots().getLast();
    }

    @Test
    void anUnchangedTreeIsNotReadAndStoresNothing() throws Exception {
        new RandomHistory(tree, Seeds.random("unchanged")).plant(200);
        var first = backup();
        var second = backup();
        assertTrue(first.readBytes() > 0);
        assertEquals(0, second.readBytes());
        assertEquals(0, second.freshBytes());
        assertEquals(0, second.storedBytes());
        assertEquals(first.entries(), second.entries());
        assertEquals(first.entries().files(), second.changes().unchanged());
        assertRestoresToTheTree();
    }

    @Test
    void ofManyFilesOnlyTheOneThatChangedIsRead() throws Exception {
        for (int i = 0; i < 300; i++) Files.write(tree.resolve("f" + i), bytes(4096, i));
        backup();
        Files.write(tree.resolve("f100"), bytes(4097, 7));
        var second = backup();
        assertEquals(4097, second.readBytes());
        assertEquals(1, second.changes().of(Change.SIZE));
        assertEquals(299, second.changes().of(Change.NONE));
        assertRestoresToTheTree();
    }

    @Test
    void anEditOfTheSameSizeWithItsTimeSetBackIsSeen() throws Exception {
        var file = tree.resolve("file");
        Files.write(file, bytes(5000, 1));
        backup();
        var time = Files.getLastModifiedTime(file);
        Files.write(file, bytes(5000, 2));
        Files.setLastModifiedTime(file, time);
        assertEquals(1, backup().changes().of(Change.CTIME));
        assertRestoresToTheTree();
    }

    @Test
    void aFileThatChangedWhileItWasReadIsReadAgainThoughSizeAndTimeAreTheSame() throws Exception {
        backupWhileItChanges(tree.resolve("file"));
        var next = backup();
        assertEquals(1, next.changes().of(Change.DOUBTFUL));
        assertEquals(List.of(), next.notices());
        assertEquals(0, backup().readBytes());
        assertRestoresToTheTree();
    }

    @Test
    void aFileThatChangedWhileItWasReadIsReadAgainByAHostThatLostItsReference() throws Exception {
        test.withKeys = true;
        var directory = Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/before"), "before");
        Files.writeString(tree.resolve("behind"), "behind");
        backupWhileItChanges(directory.resolve("file"));
        deleteAll("references");
        var next = backup();
        assertEquals(1, next.changes().of(Change.DOUBTFUL));
        assertEquals(2, next.changes().of(Change.METADATA));
        assertEquals(0, backup().readBytes());
    }

    /// Backs up while the mode of a file changes all the time, until a notice says so.
    private void backupWhileItChanges(Path file) throws Exception {
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(32 << 20);
        }
        var old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(file, old);
        BackupSummary summary;
        do {
            var ended = new AtomicBoolean();
            var writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; !ended.get(); i++)
                    chmod(file, i % 2 == 0 ? "rw-------" : "r--------");
            });
            try {
                summary = backup();
            } finally {
                ended.set(true);
                writer.join();
            }
        } while (summary.notices().isEmpty());
        assertEquals(Notice.Kind.CHANGED, summary.notices().getFirst().kind());
    }

    private static void chmod(Path file, String mode) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileThatIsReplacedByOneOfTheSameSizeAndTimeIsSeen() throws Exception {
        var file = tree.resolve("file");
        Files.write(file, bytes(5000, 1));
        backup();
        var other = scratch.path().resolve("other");
        Files.write(other, bytes(5000, 2));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(1, backup().changes().of(Change.INODE));
        assertRestoresToTheTree();
    }

    @Test
    void aFileWrittenShortlyBeforeTheScanBeganIsReadOnceMore() throws Exception {
        Files.write(tree.resolve("file"), bytes(100, 1));
        var now = Instant.now();
        test.backup(tree, ChangeOptions.DEFAULT, () -> now);
        assertEquals(1, backup().changes().of(Change.RACY));
        assertEquals(0, backup().readBytes());
    }

    @Test
    void aMovedDirectoryIsNotReadAgain() throws Exception {
        var from = Files.createDirectories(tree.resolve("from/deep"));
        for (int i = 0; i < 20; i++) Files.write(from.resolve("f" + i), bytes(3000, i));
        backup();
        Files.move(tree.resolve("from"), tree.resolve("to"));
        var second = backup();
        assertEquals(0, second.readBytes());
        assertEquals(20, second.changes().of(Change.METADATA));
        assertRestoresToTheTree();
    }

    @Test
    void withTrustInMtimeARenameAndAChmodReadNothing() throws Exception {
        for (int i = 0; i < 20; i++) Files.write(tree.resolve("f" + i), bytes(3000, i));
        backup(BY_MTIME);
        Files.move(tree.resolve("f1"), tree.resolve("renamed"));
        Files.setPosixFilePermissions(
                tree.resolve("f2"), PosixFilePermissions.fromString("rwx--x--x"));
        var second = backup(BY_MTIME);
        assertEquals(0, second.readBytes());
        assertEquals(2, second.changes().of(Change.METADATA));
        assertRestoresToTheTree();
    }

    @Test
    void whoTrustsNothingReadsEverything() throws Exception {
        for (int i = 0; i < 20; i++) Files.write(tree.resolve("f" + i), bytes(3000, i));
        backup();
        var second = backup(ChangeOptions.READ_ALL);
        assertEquals(60_000, second.readBytes());
        assertEquals(0, second.storedBytes());
        assertEquals("change detection is off", second.allRead());
    }

    @Test
    void rereadingATenthReachesEveryFileInTenBackups() throws Exception {
        for (int i = 0; i < 100; i++) Files.write(tree.resolve("f" + i), bytes(300, i));
        backup();
        var tenth = new ChangeOptions(true, Trust.CTIME, 0.1);
        long read = 0;
        for (int i = 0; i < 10; i++) {
            var again = backup(tenth);
            assertTrue(again.changes().of(Change.REREAD) < 40);
            read += again.changes().of(Change.REREAD);
        }
        assertEquals(100, read);
        assertRestoresToTheTree();
    }

    @Test
    void aReferenceWithOneFlippedBitIsNotUsed() throws Exception {
        for (int i = 0; i < 20; i++) Files.write(tree.resolve("f" + i), bytes(300, i));
        var random = Seeds.random("flip");
        for (var name : List.of("metadata", "checks", "hints", "places", "facts")) {
            backup();
            Path file;
            try (var all = Files.walk(scratch.path().resolve("state"))) {
                file = all.filter(p -> p.endsWith(name) && Files.isRegularFile(p))
                        .findFirst()
                        .orElseThrow();
            }
            var bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            var next = backup();
            assertNotNull(next.allRead(), name);
            assertEquals(6000, next.readBytes(), name);
            assertRestoresToTheTree();
        }
    }

    @Test
    void withoutItsReferenceABackupReadsEverythingAndSaysWhy() throws Exception {
        Files.write(tree.resolve("file"), bytes(300, 1));
        assertNull(backup().allRead());
        deleteAll("references");
        var second = backup();
        assertEquals(
                "this host kept nothing of the last backup, and has no key to fetch it",
                second.allRead());
        assertEquals(300, second.readBytes());
    }

    @Test
    void withAKeyWhatTheHostLostIsFetchedAndNothingIsRead() throws Exception {
        new RandomHistory(tree, Seeds.random("fetched")).plant(100);
        backup();
        deleteAll("references");
        test.withKeys = true;
        var second = backup();
        assertNull(second.allRead());
        assertEquals(0, second.readBytes());
        assertEquals(second.entries().files(), second.changes().of(Change.METADATA));
        assertRestoresToTheTree();
        assertEquals(0, backup().changes().of(Change.METADATA));
    }

    @Test
    void aLastBackupThatIsDamagedInTheRepositoryKeepsNobodyFromTheNext() throws Exception {
        Files.write(tree.resolve("file"), bytes(300, 1));
        backup();
        deleteAll("references");
        test.withKeys = true;
        test.store.delete(BlobKey.database(last(test).manifest().snapshot()));
        var second = backup();
        var reason = String.valueOf(second.allRead());
        assertTrue(reason.startsWith("the last backup cannot be fetched: "), reason);
        assertEquals(300, second.readBytes());
        assertEquals(0, backup().readBytes());
    }

    private void deleteAll(String name) throws IOException {
        try (var all = Files.walk(scratch.path().resolve("state"))) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                if (file.toString().contains(name)) Files.delete(file);
            }
        }
    }

    @Test
    void aContentWhosePackIsGoneIsReadAndStoredAnew() throws Exception {
        for (int i = 0; i < 20; i++) Files.write(tree.resolve("f" + i), bytes(3000, i));
        var first = backup();
        for (var blob : first.manifest().manifest().blobs()) {
            test.store.delete(BlobKey.pack(blob.sha256()));
        }
        var second = backup();
        assertEquals(20, second.changes().of(Change.LOST));
        assertRestoresToTheTree();
    }

    @Test
    void aLinkThatBecomesTheFirstOfItsFileKeepsTheContent() throws Exception {
        Files.write(tree.resolve("b"), bytes(3000, 1));
        Files.createLink(tree.resolve("c"), tree.resolve("b"));
        Files.createLink(tree.resolve("d"), tree.resolve("b"));
        backup(BY_MTIME);
        Files.delete(tree.resolve("b"));
        Files.createLink(tree.resolve("a"), tree.resolve("d"));
        var second = backup(BY_MTIME);
        assertEquals(0, second.readBytes());
        assertEquals(2, second.entries().hardLinks());
        assertRestoresToTheTree();
    }

    @Test
    void aFilePutInFrontOfManyChangesFewMetadataChunks() throws Exception {
        for (int i = 0; i < 20_000; i++) Files.write(tree.resolve("f" + i), new byte[0]);
        backup();
        Files.write(tree.resolve("a"), bytes(5, 1));
        var second = backup();
        assertEquals(5, second.readBytes());
        // 20,000 entries are 2 MB of metadata in some 30 chunks; four are touched at most.
        assertTrue(second.freshBytes() < 4 * (256 << 10), () -> "new: " + second.freshBytes());
    }

    @Test
    void aChunkThatIsMostlyOutOfUseIsLeftAndItsPackDies() throws Exception {
        var random = Seeds.random("ageing");
        for (int i = 0; i < 400; i++) Files.write(tree.resolve("f" + i), bytes(20_000, i));
        backup();
        long evacuated = 0;
        for (int day = 0; day < 40; day++) {
            for (int i = 0; i < 20; i++) {
                Files.write(
                        tree.resolve("f" + random.nextInt(400)),
                        bytes(20_000, random.nextInt()),
                        StandardOpenOption.TRUNCATE_EXISTING);
            }
            var summary = backup();
            evacuated += summary.changes().of(Change.EVACUATED);
            assertTrue(
                    summary.readBytes() <= 20 * 20_000 + 400 * 20_000 / 20 + 20_000,
                    "a run reads what changed and a twentieth of the source at most");
        }
        assertTrue(evacuated > 0);
        long named = 0;
        for (var blob : last(test).manifest().blobs()) named += blob.size();
        // The newest snapshot alone keeps at most about twice what it needs.
        assertTrue(named < 2.5 * 400 * 20_000, "packs of the last snapshot: " + named);
        assertRestoresToTheTree();
    }

    @Test
    void anEntryWithANoticeGetsItAgain() throws Exception {
        Files.createSymbolicLink(tree.resolve("link"), Path.of("x"));
        Files.createLink(tree.resolve("other"), tree.resolve("link"));
        var first = backup();
        var second = backup();
        assertEquals(2, first.notices().size());
        assertEquals(first.notices(), second.notices());
    }

    private static byte[] bytes(int size, int seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
