package dev.holdfast.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.catalog.SnapshotFacts;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.repository.UntrustedException;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.store.MeteredStore;
import dev.holdfast.store.StoreTraffic;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.Tally;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Copies of a repository with two snapshots in one with other keys, by the host that has made
/// neither the one nor the other's snapshots.
final class ResealTest {

    static final CopyProgress SILENT = new CopyProgress() {
        @Override
        public void begins(StoredManifest snapshot, int packs, long bytes) {}

        @Override
        public void sent(long bytes) {}

        @Override
        public void ends(StoredManifest snapshot) {}
    };

    private final MemoryStore here = new MemoryStore();
    private final MemoryStore there = new MemoryStore();
    private final StoreTraffic read = new StoreTraffic();

    private ScratchDirectory scratch;
    private Path directory;
    private Path tree;
    private TestRepository source;
    private TestRepository target;
    private int hosts;

    @BeforeEach
    void make() throws Exception {
        scratch = ScratchDirectory.make();
        directory = scratch.path();
        source = new TestRepository(here, directory.resolve("source"));
        target = new TestRepository(there, directory.resolve("target"));
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.write(tree.resolve("a"), noise(3_000_000));
        Files.writeString(tree.resolve("small"), "small");
        source.backup(tree);
        Files.write(tree.resolve("b"), noise(1_000_000));
        source.backup(tree);
        source.reopen(new MeteredStore(here, read));
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        target.close();
        scratch.close();
    }

    @Test
    void aTreeWithEverySpecialCaseIsTheSameToEveryJudgeAfterItsCopyIsRestored() throws Exception {
        var special = directory.resolve("special");
        SpecialTree.make(special, 1, 100);
        source.backup(special);
        assertEquals(3, copy(false).snapshots());
        for (var name : List.of("original", "copied")) {
            var from = name.equals("copied") ? target : source;
            assertTrue(
                    new Restores(from, directory).run(directory.resolve(name)).isWhole());
        }
        assertEquals(
                List.of(),
                TreeJudges.judge(directory.resolve("original"), directory.resolve("copied")));
    }

    @Test
    void aCopyKeepsWhatItsOriginalSaysOfItselfAndNothingOfItsKeys() throws Exception {
        var first = source.repository.snapshots().getFirst();
        var marks = Marks.of(source.repository);
        marks.pin(first.manifest().snapshot());
        marks.replaceTags(first.manifest().snapshot(), Map.of("kind", "monthly"), source.random);
        assertEquals(1, copy(false).marks());
        var originals = source.repository.snapshots();
        var copies = target.repository.snapshots();
        assertEquals(2, copies.size());
        var names = new HashSet<BlobKey>();
        for (int i = 0; i < 2; i++) {
            var original = originals.get(i).manifest();
            var copy = copies.get(i).manifest();
            assertEquals(original.createdAt(), copy.createdAt());
            assertEquals(original.totalSize(), copy.totalSize());
            assertNotEquals(original.snapshot(), copy.snapshot());
            assertNotEquals(original.lineage(), copy.lineage());
            assertNotEquals(original.writer(), copy.writer());
            for (var blob : original.blobs()) names.add(BlobKey.pack(blob.sha256()));
            assertSameFacts(facts(source, originals.get(i)), facts(target, copies.get(i)));
        }
        for (var name : names) assertEquals(null, there.findSize(name));
        var id = copies.getFirst().manifest().snapshot();
        assertEquals(Set.of(id), Marks.of(target.repository).pins());
        try (var open = target.open(copies.getFirst(), directory)) {
            assertEquals(Map.of("kind", "monthly"), open.database().tags());
        }
        try (var open = target.open(copies.getLast(), directory)) {
            assertEquals(Map.of("purpose", "test"), open.database().tags());
        }
        // Whoever opens the one does not open the other.
        assertThrows(IOException.class, () -> target.repository.unlock(List.of(source.identity)));
    }

    private SnapshotFacts facts(TestRepository repository, StoredManifest stored)
            throws IOException {
        try (var open = repository.open(stored, directory)) {
            return open.facts();
        }
    }

    private static void assertSameFacts(SnapshotFacts original, SnapshotFacts copy) {
        assertEquals(original.name(), copy.name());
        assertEquals(original.source(), copy.source());
        assertEquals(original.startedAt(), copy.startedAt());
        assertEquals(original.finishedAt(), copy.finishedAt());
        assertEquals(original.metadata(), copy.metadata());
        assertEquals(original.checks(), copy.checks());
        assertEquals(original.logEnd(), copy.logEnd());
        assertEquals(original.liveBytes(), copy.liveBytes());
        assertEquals(original.entries(), copy.entries());
    }

    @Test
    void i4ASecondCopyPutsNothingWhoeverMakesIt() throws Exception {
        copy(false);
        var before = Set.copyOf(there.contents().keySet());
        assertEquals(2, copy(false).present());
        assertEquals(before, there.contents().keySet());
        // Another host counts the copies of who is trusted, as soon as it can read who that is.
        target.reopenAs(directory.resolve("other"), there);
        assertEquals(0, copy(true).snapshots());
        assertEquals(before, there.contents().keySet());
    }

    @Test
    void copiesOfSomebodyWhoIsNotTrustedCountForNothing() throws Exception {
        target.reopenAs(directory.resolve("stranger"), there);
        copy(false);
        target.reopenAs(directory.resolve("other"), there);
        assertEquals(2, copy(false).snapshots());
        assertEquals(2, copy(false).present());
    }

    /// Or whoever can write to the source could have this host sign for him in the target.
    @Test
    void aSnapshotOfAWriterWhoIsNotAdmittedIsNotSignedAnew() throws Exception {
        source.reopenAs(directory.resolve("stranger"), here);
        assertThrows(UntrustedException.class, () -> copy(false));
        assertEquals(List.of(), target.repository.snapshots());
        // Whom the owner has admitted is known once the source is open.
        try (var _ = source.unlock()) {
            assertEquals(2, copy(false).snapshots());
        }
    }

    @Test
    void whatTheSnapshotBeforeHasIsReadOnce() throws Exception {
        copy(false);
        // Both snapshots have the 3 MB, which do not compress.
        assertTrue(read.received() < 5_000_000, read.received() + " bytes were read");
    }

    @Test
    void whatAnEarlierRunHasCopiedIsNotReadAgainIfItsDatabaseIs() throws Exception {
        copy(false);
        Files.writeString(tree.resolve("c"), "new");
        source.backup(tree);
        source.reopen(new MeteredStore(here, read));
        for (boolean withKeys : new boolean[] {true, false}) {
            long before = read.received();
            var report = copy(withKeys);
            assertEquals(1, report.snapshots());
            assertTrue(report.bytes() < 200_000, report.bytes() + " bytes were put");
            long more = read.received() - before;
            assertEquals(withKeys, more < 200_000, more + " bytes were read");
            var last = target.repository.snapshots().getLast().manifest().snapshot();
            var out = directory.resolve("out " + withKeys);
            assertTrue(new Restores(target, directory).run(out).isWhole());
            assertEquals(List.of(), TreeJudges.rsync(tree, out));
            there.remove(BlobKey.manifest(last).path());
        }
    }

    @ParameterizedTest
    @EnumSource(LastCall.class)
    void i1I5AfterACrashAtAnyStepTheNextCopyFinishes(LastCall last) throws Exception {
        var what = "copies to other keys that died after a change, the last one " + last;
        try (var tally = Tally.of(ResealTest.class, "I1 I5", what)) {
            boolean crashed = true;
            for (int changes = 0; crashed; changes++) {
                crashed = dieAfter(changes, last);
                if (crashed) tally.one();
            }
            tally.passed();
        }
    }

    private boolean dieAfter(int changes, LastCall last) throws Exception {
        var store = new MemoryStore();
        var state = directory.resolve("host " + hosts++);
        target = new TestRepository(store, state);
        target.reopen(new CrashingStore(store, changes, last));
        boolean crashed = false;
        try {
            copy(false);
        } catch (IOException e) {
            crashed = true;
        }
        target.reopen(store);
        requireWhole(store);
        var report = copy(false);
        assertEquals(2, report.snapshots() + report.present());
        assertEquals(2, target.repository.snapshots().size());
        requireWhole(store);
        assertEquals(List.of(), store.list(BlobArea.WRITERS, null, 10));
        return crashed;
    }

    private void requireWhole(BlobStore store) throws IOException {
        for (var stored : target.repository.snapshots()) {
            var manifest = stored.manifest();
            for (var pack : manifest.blobs()) {
                assertEquals(pack.size(), store.findSize(BlobKey.pack(pack.sha256())));
            }
            facts(target, stored);
        }
    }

    @Test
    void i6ADamagedOrMissingPackOfTheSourceIsNamedAndNothingIsCommitted() throws Exception {
        for (var pack : source.repository.snapshots().getLast().manifest().blobs()) {
            var key = BlobKey.pack(pack.sha256());
            var bytes = here.get(key, 1 << 26);
            here.remove(key.path());
            assertEquals(
                    key,
                    assertThrows(BlobMissingException.class, this::copyLast).key());
            var damaged = bytes.clone();
            for (int i = 300; i < damaged.length; i += 1000) damaged[i] ^= 1;
            here.plant(key.path(), damaged);
            var thrown = assertThrows(CorruptDataException.class, this::copyLast);
            assertTrue(
                    String.valueOf(thrown.getMessage()).contains(pack.sha256().hex()));
            assertEquals(List.of(), target.repository.snapshots());
            assertEquals(List.of(), there.list(BlobArea.WRITERS, null, 10));
            here.plant(key.path(), bytes);
        }
        assertEquals(1, copyLast().snapshots());
    }

    private CopyReport copyLast() throws IOException, InterruptedException {
        return copy(List.of(source.repository.snapshots().getLast()), false);
    }

    @Test
    void aBrowsersKeyIsNotEnough() throws Exception {
        try (var secrets = source.unlock()) {
            var browser = secrets.forBrowser();
            assertThrows(
                    CannotCopyException.class,
                    () -> new ResealJob(
                            source.repository,
                            browser,
                            target.repository,
                            null,
                            directory,
                            options(),
                            SILENT,
                            InstantSource.system(),
                            source.random));
        }
    }

    /// The example of docs/format/manifest.md, "Copies".
    @Test
    void theLineageOfCopiesIsTheOneThatIsSpecified() throws Exception {
        var copies = LineageId.ofCopy(
                RepositoryId.parse("6f1d1b0e-7a3c-4a55-9d0e-2f6a4b8c1d20"),
                LineageId.parse("c0ffee00-1234-4abc-8def-0123456789ab"),
                RepositoryId.parse("00000000-0000-4000-8000-000000000000"));
        assertEquals("6cde020d-cee7-852b-b451-08b6ef33c5a6", copies.toString());
    }

    private CopyReport copy(boolean withKeys) throws IOException, InterruptedException {
        return copy(source.repository.snapshots(), withKeys);
    }

    private CopyReport copy(List<StoredManifest> snapshots, boolean withKeys)
            throws IOException, InterruptedException {
        try (var secrets = source.unlock();
                var others = withKeys ? target.unlock() : null) {
            return new ResealJob(
                            source.repository,
                            secrets,
                            target.repository,
                            others,
                            directory,
                            options(),
                            SILENT,
                            InstantSource.system(),
                            source.random)
                    .run(snapshots);
        }
    }

    private static RunOptions options() {
        return new RunOptions(Compression.DEFAULT, 2, 2, false);
    }

    private static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
