package dev.holdfast.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.BlobPaths;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterList;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.repository.CannotFenceException;
import dev.holdfast.repository.Fence;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.store.MeteredStore;
import dev.holdfast.store.StoreTraffic;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

final class PruneTest {

    private static final TrashId TRASH = TrashId.random(new Random(7));
    private static final WriterId WRITER = WriterId.random(new Random(8));

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private SmallBackups backups;

    @BeforeEach
    void makeARepository() throws IOException {
        backups = new SmallBackups(store, directory);
    }

    @AfterEach
    void close() throws IOException {
        backups.close();
    }

    @Test
    void whatNoSnapshotNeedsIsFreedAndNothingElse() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        var second = backups.run("host", "beta");
        var kept = packs(second.manifest().snapshot());
        forget(first.manifest().snapshot());
        var report = prune();
        assertTrue(report.isDone());
        assertTrue(report.deleted() > 0 && report.deletedBytes() > 0);
        assertEquals(kept, packs());
        assertEquals(
                Set.of(second.manifest().snapshot().toString()),
                new TreeSet<>(paths(BlobArea.SNAPSHOTS).stream()
                        .map(path -> path.substring(10, 42))
                        .toList()));
        assertEquals(List.of(), paths(BlobArea.TRASH));
        assertEquals(0, prune().deleted());
    }

    @Test
    void aPruneEndsWhereThereIsAlwaysSomethingNewToFree() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        forget(first.manifest().snapshot());
        try (var repository = backups.open("host", new BusyStore(store))) {
            var job = new PruneJob(repository, new PruneOptions(1, false), new Random(1));
            var planned = job.plan().candidates().size();
            var report = job.execute();
            assertTrue(report.isDone());
            assertEquals(planned, report.deleted());
        }
        assertTrue(prune().deleted() > 0);
    }

    @Test
    void aPlanSaysWhatWouldBeFreedAndWritesNothing() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        forget(first.manifest().snapshot());
        var before = store.contents();
        var plan = job().plan();
        assertEquals(before.keySet(), store.contents().keySet());
        var report = prune();
        assertEquals(plan.candidates().size(), report.deleted());
        assertEquals(plan.bytes(), report.deletedBytes());
    }

    @Test
    void nothingIsDownloadedButManifestsAndLists() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha".repeat(1000));
        long manifests = 0;
        for (int i = 0; i < 5; i++) {
            manifests += backups.run("host", "beta" + i).storedSize();
        }
        forget(first.manifest().snapshot());
        var traffic = new StoreTraffic();
        try (var repository = backups.open("host", new MeteredStore(store, traffic))) {
            long opened = traffic.received();
            new PruneJob(repository, new PruneOptions(1, false), new Random(1)).execute();
            long lists = 10_000;
            assertTrue(traffic.received() - opened <= manifests + lists, traffic.received() + "");
        }
    }

    @Test
    void i3WhatWasCondemnedWaitsForTheRunsThatWereThere() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        forget(first.manifest().snapshot());
        mark(WRITER);
        var all = packs();
        var report = prune();
        assertFalse(report.isDone());
        assertEquals(Set.of(WRITER), report.writers());
        assertEquals(all, packs());
        // A run that begins later is not waited for.
        store.delete(BlobKey.writer(WRITER));
        mark(WriterId.random(new Random(9)));
        assertTrue(prune().isDone());
        assertTrue(packs().size() < all.size());
    }

    @Test
    void i3AManifestThatArrivesWhileATrashWaitsSavesItsBlobs()
            throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        var id = first.manifest().snapshot();
        var manifest = store.get(BlobKey.manifest(id), 1 << 20);
        forget(id);
        mark(WRITER);
        prune();
        store.plant(BlobKey.manifest(id).path(), manifest);
        store.delete(BlobKey.writer(WRITER));
        var report = prune();
        assertEquals(0, report.deleted());
        assertTrue(report.spared() > 0);
        backups.requireWhole();
    }

    @Test
    void aMarkerThatNobodyOwnsIsFencedAndHoldsNothingUp() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        forget(first.manifest().snapshot());
        var never = SnapshotId.random(new Random(3));
        store.plant(
                BlobKey.writer(WRITER).path(),
                new WriterMarker(never, Instant.EPOCH).toByteArray());
        assertEquals(
                Fence.Outcome.SHUT_OUT,
                Fence.of(backups.repository("host"), false).shutOut(WRITER));
        assertEquals(
                Fence.Outcome.HAD_ENDED,
                Fence.of(backups.repository("host"), false).shutOut(WRITER));
        assertTrue(prune().deleted() > 0);
        // The tombstone stays, and is no snapshot.
        assertTrue(store.contents().containsKey(BlobKey.manifest(never).path()));
        assertEquals(1, backups.repository("host").snapshots().size());
    }

    @Test
    void fencingAWriterThatHasCommittedKeepsItsSnapshot() throws IOException, InterruptedException {
        var made = backups.run("host", "alpha");
        store.plant(
                BlobKey.writer(WRITER).path(),
                new WriterMarker(made.manifest().snapshot(), Instant.EPOCH).toByteArray());
        assertEquals(
                Fence.Outcome.HAD_COMMITTED,
                Fence.of(backups.repository("host"), false).shutOut(WRITER));
        assertEquals(1, backups.repository("host").snapshots().size());
        assertEquals(List.of(), paths(BlobArea.WRITERS));
    }

    @Test
    void whereALatePutMayReplaceWhatIsThereOnlyOwnTrashIsTouched()
            throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        forget(first.manifest().snapshot());
        var weak = new WeakStore(store);
        try (var repository = backups.open("host", weak)) {
            assertThrows(CannotFenceException.class, () -> Fence.of(repository, false));
            mark(WRITER);
            new PruneJob(repository, new PruneOptions(1, false), new Random(1)).execute();
            store.delete(BlobKey.writer(WRITER));
            var left = new PruneJob(repository, new PruneOptions(1, false), new Random(2));
            assertEquals(1, left.execute().othersWaiting());
            var vouched = new PruneJob(repository, new PruneOptions(1, true), new Random(3));
            assertTrue(vouched.execute().isDone());
        }
    }

    @Test
    void remnantsOfAFinishedPruneAreRemovedAndNeverActedOn()
            throws IOException, InterruptedException {
        backups.run("host", "alpha");
        var all = store.contents().keySet();
        var everything = new BlobPaths(paths(BlobArea.PACKS)).toByteArray();
        store.plant(BlobKey.trashVerdict(TRASH).path(), everything);
        store.plant(BlobKey.trashWriters(TRASH).path(), new WriterList(List.of()).toByteArray());
        assertEquals(0, prune().deleted());
        assertEquals(all, store.contents().keySet());
    }

    /// A mark lies among the lists of prunes and is none of them.
    @Test
    void theMarkOfALostPackStaysAsLongAsItsPackIsNeeded() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        var second = backups.run("host", "beta");
        var needed = packs(second.manifest().snapshot());
        for (var pack : packs()) lost(pack);
        forget(first.manifest().snapshot());
        var plan = job().plan();
        assertEquals(List.of(), plan.unfinished());
        assertTrue(plan.candidates().keySet().stream()
                .filter(key -> key.kind() == BlobKind.PACK)
                .allMatch(key -> plan.candidates().containsKey(BlobKey.lost(key.packName()))));
        var report = prune();
        assertTrue(report.isDone());
        assertEquals(plan.candidates().size(), report.deleted());
        assertEquals(needed, packs());
        assertEquals(marks(needed), paths(BlobArea.TRASH));
        assertEquals(0, prune().deleted());
        assertEquals(marks(needed), paths(BlobArea.TRASH));
    }

    @Test
    void remnantsAreRemovedFromAmongMarksOfLostPacks() throws IOException, InterruptedException {
        backups.run("host", "alpha");
        for (var pack : packs()) lost(pack);
        store.plant(BlobKey.trashVerdict(TRASH).path(), new BlobPaths(List.of()).toByteArray());
        store.plant(BlobKey.trashWriters(TRASH).path(), new WriterList(List.of()).toByteArray());
        new TrashLists(store).removeRemnants();
        assertEquals(marks(packs()), paths(BlobArea.TRASH));
        assertEquals(List.of(), new TrashLists(store).unfinished());
    }

    @Test
    void i3TheMarkOfALostPackThatIsNeededAfterAllIsSpared()
            throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        for (var pack : packs()) lost(pack);
        var all = marks(packs());
        var id = first.manifest().snapshot();
        var manifest = store.get(BlobKey.manifest(id), 1 << 20);
        forget(id);
        mark(WRITER);
        assertFalse(prune().isDone());
        store.plant(BlobKey.manifest(id).path(), manifest);
        store.delete(BlobKey.writer(WRITER));
        assertEquals(0, prune().deleted());
        assertEquals(all, paths(BlobArea.TRASH));
    }

    @Test
    void thousandsOfMarksOfPacksThatNobodyHasAreFreed() throws IOException, InterruptedException {
        backups.run("host", "alpha");
        var needed = packs();
        for (var pack : needed) lost(pack);
        for (int i = 0; i < 2500; i++) lost(Sha256.hash(text("nobody has " + i)));
        assertEquals(2500, prune().deleted());
        assertEquals(marks(needed), paths(BlobArea.TRASH));
        backups.requireWhole();
    }

    @Test
    void theVerdictThatIsThereRules() throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        backups.run("host", "beta");
        forget(first.manifest().snapshot());
        var condemned =
                job().plan().candidates().keySet().stream().map(BlobKey::path).toList();
        store.plant(BlobKey.trash(TRASH).path(), new BlobPaths(condemned).toByteArray());
        store.plant(
                BlobKey.trashVerdict(TRASH).path(),
                new BlobPaths(condemned.subList(0, 1)).toByteArray());
        var report = prune();
        assertEquals(condemned.size() - 1, report.spared());
        // What the old verdict spared is condemned anew.
        assertEquals(condemned.size(), report.deleted());
    }

    @Test
    void aVerdictThatCannotBeRightIsRefused() throws IOException, InterruptedException {
        backups.run("host", "alpha");
        var needed = paths(BlobArea.PACKS);
        store.plant(BlobKey.trash(TRASH).path(), new BlobPaths(needed).toByteArray());
        store.plant(BlobKey.trashVerdict(TRASH).path(), new BlobPaths(needed).toByteArray());
        refuses(CorruptDataException.class);
        store.plant(BlobKey.trash(TRASH).path(), new BlobPaths(List.of()).toByteArray());
        refuses(CorruptDataException.class);
        store.plant(
                BlobKey.trash(TRASH).path(), new BlobPaths(List.of("holdfast.json")).toByteArray());
        refuses(CorruptDataException.class);
    }

    @Test
    void whatCannotBeReadEndsAPruneBeforeAnythingIsDeleted()
            throws IOException, InterruptedException {
        var first = backups.run("host", "alpha");
        var second = backups.run("host", "beta").manifest().snapshot();
        forget(first.manifest().snapshot());
        var path = BlobKey.manifest(second).path();
        var manifest = store.get(BlobKey.manifest(second), 1 << 20);
        store.plant(path, new byte[0]);
        refuses(CorruptDataException.class);
        for (int cut : new int[] {1, manifest.length / 2, manifest.length - 1}) {
            store.plant(path, java.util.Arrays.copyOf(manifest, cut));
            refuses(CorruptDataException.class);
        }
        store.plant(path, manifest);
        for (var stray : new String[] {"trash/notes.txt", "writers/somebody"}) {
            store.plant(stray, new byte[0]);
            refuses(CorruptDataException.class);
            store.remove(stray);
        }
        store.plant(BlobKey.trash(TRASH).path(), text("{\"keys\":[],\"version\":2}"));
        refuses(FormatTooNewException.class);
    }

    @Test
    void aStoreThatSuddenlyLooksEmptyIsNoLicence() throws IOException, InterruptedException {
        var only = backups.run("host", "alpha").manifest().snapshot();
        forget(only);
        refuses(NoSnapshotsException.class);
        store.plant(
                BlobKey.trash(TRASH).path(), new BlobPaths(paths(BlobArea.PACKS)).toByteArray());
        refuses(NoSnapshotsException.class);
    }

    @Test
    void namesThatAreNoBlobsAreLeftAlone() throws IOException, InterruptedException {
        backups.run("host", "alpha");
        store.plant("packs/README", text("mine"));
        store.plant("snapshots/x/y", text("mine"));
        assertTrue(prune().isDone());
        assertTrue(store.contents().containsKey("packs/README"));
        assertTrue(store.contents().containsKey("snapshots/x/y"));
    }

    @Test
    void i12ATombstoneOfANewerFormatEndsAPrune() throws IOException, InterruptedException {
        backups.run("host", "alpha");
        var id = SnapshotId.random(new Random(4));
        var text = "{\"fenced\":\"" + WRITER + "\",\"version\":2}";
        store.plant(BlobKey.manifest(id).path(), com.github.luben.zstd.Zstd.compress(text(text)));
        refuses(FormatTooNewException.class);
    }

    private void refuses(Class<? extends IOException> why) {
        var before = store.contents().keySet();
        assertThrows(why, this::prune);
        assertTrue(store.contents().keySet().containsAll(before));
    }

    private PruneReport prune() throws IOException, InterruptedException {
        return job().execute();
    }

    private PruneJob job() throws IOException {
        return new PruneJob(backups.repository("host"), new PruneOptions(2, false), new Random(11));
    }

    private void forget(SnapshotId snapshot) {
        store.delete(BlobKey.manifest(snapshot));
    }

    private void mark(WriterId writer) {
        var marker = new WriterMarker(SnapshotId.random(new Random(5)), Instant.EPOCH);
        store.plant(BlobKey.writer(writer).path(), marker.toByteArray());
    }

    private void lost(Sha256 pack) {
        store.plant(BlobKey.lost(pack).path(), new byte[0]);
    }

    /// The paths of the marks that `packs` are lost, as they are listed.
    private static List<String> marks(Set<Sha256> packs) {
        return packs.stream().map(pack -> BlobKey.lost(pack).path()).sorted().toList();
    }

    private Set<Sha256> packs(SnapshotId snapshot) throws IOException {
        var packs = new TreeSet<Sha256>();
        var manifest = backups.repository("host").findManifest(snapshot);
        if (manifest == null) throw new AssertionError(snapshot + " is a tombstone");
        for (var blob : manifest.manifest().blobs()) packs.add(blob.sha256());
        return packs;
    }

    private Set<Sha256> packs() throws IOException {
        var packs = new TreeSet<Sha256>();
        store.scan(BlobArea.PACKS, blob -> {
            var key = blob.findKey();
            if (key != null) packs.add(key.packName());
        });
        return packs;
    }

    private List<String> paths(BlobArea area) throws IOException {
        var paths = new ArrayList<String>();
        store.scan(area, blob -> paths.add(blob.path()));
        return paths;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
