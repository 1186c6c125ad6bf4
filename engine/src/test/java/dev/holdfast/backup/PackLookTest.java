package dev.holdfast.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.forget.ForgetJob;
import dev.holdfast.format.manifest.BlobFacts;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.Fence;
import dev.holdfast.repository.NoRepositoryException;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.repository.StrangersManifest;
import dev.holdfast.repository.UntrustedException;
import dev.holdfast.repository.WriterFencedException;
import dev.holdfast.repository.Writers;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoredBlob;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.TreeJudges;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Backups that do not look which packs are there before they rely on them.
final class PackLookTest {

    /// What an unchanged backup asks a store for that keeps what was put first.
    private static final List<String> SIX = List.of(
            "put WRITER",
            "list TRASH",
            "list SNAPSHOTS",
            "put DATABASE",
            "put MANIFEST",
            "delete WRITER");

    private final MemoryStore store = new MemoryStore();
    private final List<String> calls = new ArrayList<>();
    private ScratchDirectory scratch;
    private Path directory;
    private Path tree;
    private TestRepository test;
    private SnapshotId first;

    /// Later with every backup, and always later than the files: nothing is racy.
    private int hours;

    @BeforeEach
    void backUpOnce() throws IOException, InterruptedException {
        scratch = ScratchDirectory.make();
        directory = scratch.path();
        tree = Files.createDirectory(directory.resolve("tree"));
        for (int i = 0; i < 20; i++) write("f" + i, i);
        test = new TestRepository(store, directory.resolve("state"));
        test.look = PackLook.LAST;
        first = backup(test).manifest().manifest().snapshot();
    }

    @AfterEach
    void close() throws IOException {
        test.close();
        scratch.close();
    }

    private BackupSummary backup(TestRepository host) throws IOException, InterruptedException {
        var later = InstantSource.offset(InstantSource.system(), Duration.ofHours(++hours));
        return host.backup(tree, ChangeOptions.DEFAULT, later);
    }

    @Test
    void aBackupOfNothingNewAsksForSixThings() throws Exception {
        for (int i = 0; i < 3; i++) assertEquals(SIX, callsOfBackup(store));
    }

    @Test
    void aBackupOfSomethingNewLooksForAllThatItReliesOn() throws Exception {
        write("new", 99);
        var calls = callsOfBackup(store);
        assertTrue(calls.contains("open DESCRIPTOR"), calls::toString);
        assertTrue(calls.contains("list PACKS") || calls.contains("size PACK"), calls::toString);
        assertTrue(calls.indexOf("list TRASH") < calls.indexOf("list SNAPSHOTS"));
        assertEquals(SIX, callsOfBackup(store));
    }

    @Test
    void oneOfSixteenBackupsLooksThoughNothingIsNew() throws Exception {
        int looks = 0;
        for (int i = 0; i < 32; i++) {
            var calls = callsOfBackup(store);
            if (calls.equals(SIX)) continue;
            assertTrue(calls.contains("open DESCRIPTOR"), calls::toString);
            assertTrue(calls.contains("size WRITER"), calls::toString);
            looks++;
        }
        assertEquals(2, looks);
    }

    @Test
    void whatIsGoneIsReadAgainByTheRunThatFindsItOut() throws Exception {
        var before = packs();
        for (var pack : before) store.delete(BlobKey.pack(pack.sha256()));
        assertEquals(0, backup(store).readBytes(), "it has looked though nothing is new");
        write("new", 99);
        var summary = backup(store);
        assertEquals(20, summary.changes().of(Change.LOST));
        assertTrue(packs().stream().noneMatch(before::contains));
        assertEquals(0, count(BlobArea.WRITERS));
        assertRestores();
    }

    @Test
    void whatIsGoneIsReadAgainAfterSixteenBackupsAtMost() throws Exception {
        for (var pack : packs()) store.delete(BlobKey.pack(pack.sha256()));
        int backups = 1;
        while (backup(store).readBytes() == 0) backups++;
        assertTrue(backups <= 16, () -> "it was not read again");
        assertRestores();
    }

    @Test
    void whatIsMarkedAsLostIsReadAgainAtOnce() throws Exception {
        var pack = packs().getFirst().sha256();
        for (var each : packs()) {
            store.putIfAbsent(BlobKey.lost(each.sha256()), BlobBody.of(new byte[0]));
        }
        assertEquals(20, backup(store).changes().of(Change.LOST));
        assertTrue(packs().stream().noneMatch(each -> each.sha256().equals(pack)));
        assertRestores();
    }

    @Test
    void i3WhatWasForgottenAndPrunedIsNotReliedOn() throws Exception {
        forgetAndPrune();
        assertEquals(20, backup(store).changes().of(Change.LOST));
        assertRestores();
    }

    @Test
    void i3APackThatOnlyAStrangerNamesIsLookedFor() throws Exception {
        var said = last().manifest();
        forgetAndPrune();
        var stranger = new TestRepository(test, directory.resolve("stranger"), store);
        StrangersManifest.put(stranger.repository, said, new SecureRandom());
        var calls = callsOfBackup(store);
        assertTrue(calls.contains("list PACKS"), calls::toString);
        assertRestores();
    }

    /// The owner has not admitted it, and nobody has to for this.
    @Test
    void aHostBelievesItsOwnSnapshotsThoughItIsNoAdmittedWriter() throws Exception {
        try (var joined = new TestRepository(test, directory.resolve("joined"), store)) {
            joined.look = PackLook.LAST;
            backup(joined);
            assertFalse(joined.repository.snapshots().getLast().trusted());
            calls.clear();
            backup(joined.reopenKnown(new Recorded(store)));
            assertEquals(SIX, calls);
        }
    }

    @Test
    void aRepositoryThatIsThereNoMoreIsMissedAndNothingIsLeftInItsPlace() throws Exception {
        var empty = new MemoryStore();
        assertThrows(NoRepositoryException.class, () -> backup(empty));
        assertEquals(Map.of(), empty.contents());
    }

    @Test
    void anotherRepositoryInItsPlaceIsRefusedAndLeftAsItIs() throws Exception {
        var foreign = new MemoryStore();
        try (var other = new TestRepository(foreign, directory.resolve("foreign"))) {
            backup(other);
        }
        var before = foreign.contents().keySet();
        assertThrows(UntrustedException.class, () -> backup(foreign));
        assertEquals(before, foreign.contents().keySet());
    }

    /// Its manifest may be under way, so a tombstone would have to be put.
    @Test
    void i5WhatADeadRunLeftIsNotClearedAwayInAnotherPlace() throws Exception {
        write("new", 99);
        var dying = new ForwardingStore(store) {
            private boolean dead;

            @Override
            public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
                dead |= key.kind() == BlobKind.MANIFEST;
                if (dead) throw new IOException("it is dead");
                return super.putIfAbsent(key, body);
            }
        };
        assertThrows(IOException.class, () -> backup(dying));
        assertEquals(1, count(BlobArea.WRITERS));
        var empty = new MemoryStore();
        assertThrows(NoRepositoryException.class, () -> backup(empty));
        assertEquals(Map.of(), empty.contents());
        backup(store);
        assertEquals(0, count(BlobArea.WRITERS));
        assertRestores();
    }

    @Test
    void copiesOfManifestsStayWhenAnotherPlaceHasNone() throws Exception {
        var copies = test.repository.stateDirectory().resolve("manifests");
        assertTrue(Files.exists(copies.resolve(first.toString())));
        assertThrows(NoRepositoryException.class, () -> backup(new MemoryStore()));
        assertTrue(Files.exists(copies.resolve(first.toString())));
    }

    @Test
    void whatABrokenOffRunHasPutIsUsedByTheNext() throws Exception {
        write("new", 99);
        var full = new ForwardingStore(store) {
            @Override
            public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
                if (key.kind() == BlobKind.DATABASE) throw new IOException("it is full");
                return super.putIfAbsent(key, body);
            }
        };
        assertThrows(IOException.class, () -> backup(full));
        var calls = callsOfBackup(store);
        assertTrue(calls.contains("list PACKS"), calls::toString);
        assertFalse(calls.contains("put PACK"), calls::toString);
        assertRestores();
    }

    @Test
    void aMissingDescriptorIsFoundByTheNextBackupThatStoresSomething() throws Exception {
        store.delete(BlobKey.descriptor());
        write("new", 99);
        assertThrows(NoRepositoryException.class, () -> backup(store));
        assertEquals(0, count(BlobArea.WRITERS));
    }

    @Test
    void i1WhoWasShutOutIsToldByTheManifestsOwnPut() throws Exception {
        var shuts = new ForwardingStore(store) {
            @Override
            public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
                if (key.kind() == BlobKind.DATABASE) {
                    for (var writer : Writers.list(store)) {
                        var _ = Fence.of(test.repository, true).shutOut(writer);
                    }
                }
                return super.putIfAbsent(key, body);
            }
        };
        assertThrows(WriterFencedException.class, () -> backup(shuts));
        assertEquals(1, test.reopen(store).repository.snapshots().size());
    }

    @Test
    void aStoreThatMayReplaceWhatIsThereIsAskedForTheMarkerEachTime() throws Exception {
        var weak = new ForwardingStore(store) {
            @Override
            public boolean isExclusive() {
                return false;
            }
        };
        // So far it was known as one that does not; one of sixteen backups tries again.
        for (int i = 0; i < 16; i++) backup(weak);
        for (int i = 0; i < 3; i++) {
            var calls = callsOfBackup(weak);
            assertTrue(calls.contains("size WRITER"), calls::toString);
            assertEquals(7, calls.size(), calls::toString);
        }
    }

    @Test
    void aStoreThatTurnsOutToReplaceWhatIsThereIsAskedForTheMarkerAtOnce() throws Exception {
        var weak = new ForwardingStore(store) {
            @Override
            public boolean isKnownWeak() {
                return true;
            }
        };
        var calls = callsOfBackup(weak);
        assertTrue(calls.contains("size WRITER"), calls::toString);
    }

    @Test
    void withoutACopyOfTheDescriptorTheStoreIsAsked() throws Exception {
        Files.write(
                test.repository.stateDirectory().resolve("holdfast.json"),
                "{}".getBytes(StandardCharsets.UTF_8));
        assertNull(Repository.findKnown("test", store, test.state));
        backup(test.reopen(store));
        assertEquals(SIX, callsOfBackup(store));
    }

    private void write(String name, int seed) throws IOException {
        var bytes = new byte[3000];
        new Random(seed).nextBytes(bytes);
        Files.write(tree.resolve(name), bytes);
    }

    private BackupSummary backup(BlobStore through) throws IOException, InterruptedException {
        return backup(test.reopenKnown(through));
    }

    private List<String> callsOfBackup(BlobStore through) throws Exception {
        calls.clear();
        backup(new Recorded(through));
        return List.copyOf(calls);
    }

    /// Another host backs up something else, forgets what this one has made, and prunes.
    private void forgetAndPrune() throws Exception {
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "nothing that anybody else has");
        try (var other = new TestRepository(test, directory.resolve("other"), store)) {
            var _ = other.backup(elsewhere);
            var job = new ForgetJob(other.repository, _ -> Map.of());
            var finder = new SnapshotFinder(other.repository, null, directory);
            var _ = job.execute(job.plan(finder.all(), Set.of(first)));
            var prune = new PruneJob(other.repository, new PruneOptions(1, false), new Random(1));
            assertTrue(prune.execute().deleted() > 0);
        }
    }

    private List<BlobFacts> packs() throws IOException {
        return last().manifest().blobs();
    }

    private StoredManifest last() throws IOException {
        return test.repository.snapshots().getLast();
    }

    private void assertRestores() throws Exception {
        var target = directory.resolve("target-" + calls.size() + "-" + System.nanoTime());
        test.reopen(store);
        var _ = new Restores(test, directory).run(last(), target);
        assertEquals(List.of(), TreeJudges.rsync(tree, target));
    }

    private int count(BlobArea area) throws IOException {
        return store.list(area, null, 10).size();
    }

    /// Says what is asked for. What a page is asked for is one call.
    private final class Recorded extends ForwardingStore {

        Recorded(BlobStore store) {
            super(store);
        }

        private synchronized void say(String call) {
            calls.add(call);
        }

        @Override
        public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
            say("put " + key.kind());
            return super.putIfAbsent(key, body);
        }

        @Override
        public InputStream open(BlobKey key) throws IOException {
            say("open " + key.kind());
            return super.open(key);
        }

        @Override
        public @Nullable Long findSize(BlobKey key) throws IOException {
            say("size " + key.kind());
            return super.findSize(key);
        }

        @Override
        public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
                throws IOException {
            say("list " + area);
            return super.list(area, after, limit);
        }

        @Override
        public void delete(BlobKey key) throws IOException {
            say("delete " + key.kind());
            super.delete(key);
        }
    }
}
