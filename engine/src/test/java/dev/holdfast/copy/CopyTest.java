package dev.holdfast.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.repository.Fence;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.store.MeteredStore;
import dev.holdfast.store.StoreTraffic;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Copies of repositories with two snapshots of three packs or more.
final class CopyTest {

    private static final CopyProgress SILENT = new CopyProgress() {
        @Override
        public void begins(StoredManifest snapshot, int packs, long bytes) {}

        @Override
        public void sent(long bytes) {}

        @Override
        public void ends(StoredManifest snapshot) {}
    };

    private final MemoryStore blobs = new MemoryStore();
    private final MemoryStore elsewhere = new MemoryStore();

    @TempDir
    private Path directory;

    private TestRepository source;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        source = new TestRepository(blobs, directory.resolve("state"));
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.write(tree.resolve("a"), noise(3_000_000));
        source.backup(tree);
        Files.write(tree.resolve("b"), noise(1_000_000));
        source.backup(tree);
    }

    @AfterEach
    void close() throws IOException {
        source.close();
    }

    @Test
    void aCopyHasEverySnapshotAndIsReadByTheSamePeople() throws Exception {
        var report = copy(elsewhere);
        assertEquals(2, report.snapshots());
        assertEquals(List.of(), report.shutOut());
        assertEquals(List.of(), elsewhere.list(BlobArea.WRITERS, null, 10));
        source.reopen(elsewhere);
        var target = directory.resolve("target");
        assertTrue(new Restores(source, directory).run(target).isWhole());
        for (var name : List.of("a", "b")) {
            assertEquals(
                    -1,
                    Files.mismatch(directory.resolve("tree").resolve(name), target.resolve(name)));
        }
    }

    @Test
    void noCopyReliesOnAPackThatIsMarkedAsLostThere() throws Exception {
        copy(elsewhere);
        var last = source.repository.snapshots().getLast().manifest();
        elsewhere.remove(BlobKey.manifest(last.snapshot()).path());
        var mark = BlobKey.lost(last.blobs().getFirst().sha256());
        elsewhere.plant(mark.path(), new byte[0]);
        var thrown = assertThrows(CannotCopyException.class, () -> copy(elsewhere));
        assertTrue(String.valueOf(thrown.getMessage()).contains("marked as lost"));
        elsewhere.remove(mark.path());
        assertEquals(1, copy(elsewhere).snapshots());
    }

    @Test
    void aPackThatIsMissingThereIsBroughtThoughItIsMarkedAsLost() throws Exception {
        copy(elsewhere);
        var last = source.repository.snapshots().getLast().manifest();
        elsewhere.remove(BlobKey.manifest(last.snapshot()).path());
        var pack = last.blobs().getFirst().sha256();
        elsewhere.remove(BlobKey.pack(pack).path());
        elsewhere.plant(BlobKey.lost(pack).path(), new byte[0]);
        assertEquals(1, copy(elsewhere).snapshots());
        source.reopen(elsewhere);
        assertTrue(
                new Restores(source, directory).run(directory.resolve("target")).isWhole());
    }

    @Test
    void i4ASecondCopySendsNothing() throws Exception {
        copy(elsewhere);
        var traffic = new StoreTraffic();
        var report = copy(new MeteredStore(elsewhere, traffic));
        assertEquals(0, report.snapshots());
        assertEquals(2, report.present());
        assertEquals(0, traffic.sent());
    }

    @Test
    void pinsAndEditedTagsComeAlongAndTheSourcesTagsWin() throws Exception {
        var first = source.repository.snapshots().getFirst();
        var id = first.manifest().snapshot();
        copy(elsewhere);
        var marks = Marks.of(source.repository);
        marks.pin(id);
        marks.replaceTags(id, Map.of("kind", "monthly"), source.random);
        assertEquals(2, copy(elsewhere).marks());
        assertEquals(0, copy(elsewhere).marks());
        try (var target = twin(elsewhere);
                var secrets = source.unlock()) {
            var there = Marks.of(target);
            assertEquals(Set.of(id), there.pins());
            assertEquals(Map.of("kind", "monthly"), there.tags(first, secrets, directory));
            // Said there by somebody else, and not in the source.
            there.replaceTags(id, Map.of("kind", "other"), source.random);
            var last = source.repository.snapshots().getLast();
            there.pin(last.manifest().snapshot());
            marks.unpin(id);
        }
        assertEquals(1, copy(elsewhere).marks());
        try (var target = twin(elsewhere);
                var secrets = source.unlock()) {
            var there = Marks.of(target);
            assertEquals(2, there.pins().size());
            assertEquals(Map.of("kind", "monthly"), there.tags(first, secrets, directory));
        }
    }

    @ParameterizedTest
    @EnumSource(LastCall.class)
    void i1I5AfterACrashAtAnyStepTheNextCopyFinishes(LastCall last) throws Exception {
        var what = "copies that died after a change, the last one " + last;
        try (var tally = Tally.of(CopyTest.class, "I1 I5", what)) {
            dieAfterEachChange(last, tally);
            tally.passed();
        }
    }

    private void dieAfterEachChange(LastCall last, Tally tally) throws Exception {
        for (int changes = 0; ; changes++) {
            var store = new MemoryStore();
            boolean crashed = false;
            try {
                copy(new CrashingStore(store, changes, last));
            } catch (IOException e) {
                crashed = true;
            }
            everySnapshotIsWhole(store);
            var report = copy(store);
            assertEquals(2, report.snapshots() + report.present());
            everySnapshotIsWhole(store);
            assertEquals(
                    List.of(),
                    store.list(BlobArea.WRITERS, null, 10),
                    "markers are left after " + changes + " changes");
            if (!crashed) return;
            tally.one();
        }
    }

    @Test
    void aPackThatTheSourceHasLostIsNamedAndItsSnapshotIsNotMade() throws Exception {
        var snapshot = source.repository.snapshots().getFirst();
        var lost = BlobKey.pack(snapshot.manifest().blobs().getFirst().sha256());
        blobs.delete(lost);
        var thrown = assertThrows(BlobMissingException.class, () -> copy(elsewhere));
        assertEquals(lost, thrown.key());
        assertNull(elsewhere.findSize(BlobKey.manifest(snapshot.manifest().snapshot())));
        assertEquals(List.of(), elsewhere.list(BlobArea.WRITERS, null, 10));
    }

    @Test
    void i6APackThatIsNotWhatItsNameSaysIsNotPut() throws Exception {
        var snapshot = source.repository.snapshots().getFirst();
        var facts = snapshot.manifest().blobs().getFirst();
        var key = BlobKey.pack(facts.sha256());
        blobs.delete(key);
        var _ = blobs.putIfAbsent(key, BlobBody.of(new byte[Math.toIntExact(facts.size())]));
        assertThrows(CorruptDataException.class, () -> copy(elsewhere));
        assertNull(elsewhere.findSize(key));
    }

    @Test
    void i3AnUnfinishedPruneOverThereComesFirst() throws Exception {
        try (var target = twin(elsewhere)) {
            var needed =
                    source.repository.snapshots().getFirst().manifest().blobs().getFirst();
            var condemned = new BlobPaths(List.of(BlobKey.pack(needed.sha256()).path()));
            var _ = elsewhere.putIfAbsent(
                    BlobKey.trash(TrashId.random(new Random(1))),
                    BlobBody.of(condemned.toByteArray()));
            var thrown = assertThrows(CannotCopyException.class, () -> run(target));
            assertTrue(String.valueOf(thrown.getMessage()).contains("prune"));
        }
    }

    @Test
    void aSnapshotThatWasFencedOverThereStaysShutOut() throws Exception {
        try (var target = twin(elsewhere)) {
            var id = source.repository.snapshots().getFirst().manifest().snapshot();
            var writer = WriterId.random(new Random(2));
            var marker = new WriterMarker(id, InstantSource.system().instant());
            var _ = elsewhere.putIfAbsent(
                    BlobKey.writer(writer), BlobBody.of(marker.toByteArray()));
            var _ = Fence.of(target, false).shutOut(writer);
            var report = run(target);
            assertEquals(List.of(id), report.shutOut());
            assertEquals(1, report.snapshots());
            assertEquals(List.of(), elsewhere.list(BlobArea.WRITERS, null, 10));
        }
    }

    private CopyReport copy(BlobStore store) throws IOException, InterruptedException {
        try (var target = twin(store)) {
            return run(target);
        }
    }

    /// The other repository, which is made if it is not there, as the command does it.
    private Repository twin(BlobStore store) throws IOException {
        var state = new HostState(directory.resolve("state"));
        return store.findSize(BlobKey.descriptor()) == null
                ? Repository.createTwin(source.repository, "elsewhere", store, state)
                : Repository.open("elsewhere", store, state);
    }

    private CopyReport run(Repository target) throws IOException, InterruptedException {
        var job = new CopyJob(
                source.repository,
                target,
                directory,
                SILENT,
                InstantSource.system(),
                new Random(3));
        return job.run(source.repository.snapshots());
    }

    private void everySnapshotIsWhole(BlobStore store) throws IOException {
        if (store.findSize(BlobKey.descriptor()) == null) return;
        // Not closed: the store is needed again.
        var target = Repository.open("elsewhere", store, new HostState(directory.resolve("state")));
        for (var stored : target.snapshots()) {
            var manifest = stored.manifest();
            for (var pack : manifest.blobs()) {
                assertEquals(pack.size(), store.findSize(BlobKey.pack(pack.sha256())));
            }
            assertEquals(
                    manifest.database().size(),
                    store.findSize(BlobKey.database(manifest.snapshot())));
        }
    }

    private static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
