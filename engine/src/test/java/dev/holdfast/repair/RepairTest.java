package dev.holdfast.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.catalog.Catalog;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.prune.NoSnapshotsException;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.PackLook;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.StoredBlob;
import dev.holdfast.testkit.Seeds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

final class RepairTest {

    @TempDir
    private Path directory;

    private RepairFixture fixture;

    @BeforeEach
    void backUpTwice() throws IOException, InterruptedException {
        fixture = new RepairFixture(directory, Seeds.random("RepairTest"));
        for (int i = 0; i < 30; i++) fixture.write("file" + i, i % 10 == 0 ? 900_000 : 4000);
        fixture.backup();
        fixture.write("file1", 5000);
        fixture.backup();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void aWholeRepositoryIsLeftAlone() throws IOException, InterruptedException {
        var before = fixture.store.contents().keySet();
        assertFalse(fixture.plan().hasDamage());
        fixture.repair(true);
        assertEquals(before, fixture.store.contents().keySet());
    }

    @Test
    void aPlanWritesNothing() throws IOException, InterruptedException {
        fixture.flip(packs(PackKind.PAYLOAD).getFirst());
        var before = fixture.store.contents().keySet();
        assertEquals(1, fixture.plan().lost().size());
        assertEquals(before, fixture.store.contents().keySet());
    }

    /// A pack with a flipped bit has its size, so without a mark every host would rely on it.
    @Test
    void aMarkMakesBackupsOfTheSameHostReadAgainWhatTheyKept()
            throws IOException, InterruptedException {
        var pack = packs(PackKind.PAYLOAD).getFirst();
        fixture.flip(pack);
        assertEquals(0, fixture.backup().readBytes(), "nothing tells of the damage");
        fixture.repair(false);
        assertEquals(List.of(BlobKey.lost(pack.packName())), fixture.blobs(BlobKind.LOST));
        var summary = fixture.backup();
        assertTrue(summary.readBytes() > 0);
        assertFalse(summary.manifest().manifest().blobs().stream()
                .anyMatch(blob -> blob.sha256().equals(pack.packName())));
        assertTrue(fixture.store.findSize(pack) != null, "the pack itself stays");
    }

    @Test
    void aBackupLearnsOfMarksByTheOneListingOfTrash() throws IOException, InterruptedException {
        var pack = packs(PackKind.PAYLOAD).getFirst();
        fixture.flip(pack);
        fixture.repair(false);
        for (int i = 0; i < 500; i++) {
            var nobody = Sha256.hash(("nobody has " + i).getBytes(StandardCharsets.US_ASCII));
            fixture.store.plant(BlobKey.lost(nobody).path(), new byte[0]);
        }
        var listings = new EnumMap<BlobArea, Integer>(BlobArea.class);
        fixture.test.reopen(new ForwardingStore(fixture.store) {
            @Override
            public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
                    throws IOException {
                listings.merge(area, 1, Integer::sum);
                return super.list(area, after, limit);
            }
        });
        assertTrue(fixture.backup().readBytes() > 0);
        assertEquals(1, listings.get(BlobArea.TRASH));
    }

    /// A mark is no list: it deletes nothing while the manifest is away.
    @Test
    void aMarkIsNoReasonToLeaveAManifestDamaged() throws IOException, InterruptedException {
        var _ = fixture.test.repository.knownSnapshots();
        for (var pack : fixture.blobs(BlobKind.PACK)) {
            fixture.store.plant(BlobKey.lost(pack.packName()).path(), new byte[0]);
        }
        var key = fixture.blobs(BlobKind.MANIFEST).getFirst();
        var good = fixture.store.get(key, 1 << 20);
        fixture.store.plant(key.path(), new byte[good.length]);
        fixture.repair(false);
        assertArrayEquals(good, fixture.store.get(key, 1 << 20));
    }

    /// Not even by a run that lists no packs.
    @Test
    void aMissingPackIsMarkedAndReadAgainByABackupOfNothingNew()
            throws IOException, InterruptedException {
        fixture.test.look = PackLook.LAST;
        for (var pack : packs(PackKind.PAYLOAD)) fixture.store.delete(pack);
        var report = fixture.repair(false);
        assertEquals(fixture.blobs(BlobKind.LOST).size(), report.marked());
        var summary = fixture.backup();
        assertTrue(summary.readBytes() > 0);
        var now = RepairFixture.contents(fixture.tree);
        assertEquals(List.of(), RepairFixture.different(now, fixture.restore(summary.manifest())));
        assertEquals(0, fixture.repair(false).marked(), "it was marked again");
    }

    @Test
    void lostMetadataIsStoredAgain() throws IOException, InterruptedException {
        for (var pack : packs(PackKind.METADATA)) fixture.flip(pack);
        fixture.repair(false);
        var summary = fixture.backup();
        assertEquals(0, summary.readBytes());
        var now = RepairFixture.contents(fixture.tree);
        assertEquals(List.of(), RepairFixture.different(now, fixture.restore(summary.manifest())));
    }

    @Test
    void withoutAKeyPacksAreMarkedAllTheSame() throws IOException, InterruptedException {
        var pack = packs(PackKind.PAYLOAD).getFirst();
        fixture.flip(pack);
        var job = fixture.job(fixture.test.repository, null, false);
        var plan = job.plan();
        assertEquals(List.of(pack.packName()), plan.lost());
        assertTrue(plan.files().isEmpty());
        assertEquals(1, job.execute().marked());
    }

    @Test
    void aPackThatIsGoodAgainLosesItsMark() throws IOException, InterruptedException {
        var pack = packs(PackKind.PAYLOAD).getFirst();
        var good = fixture.store.get(pack, 1 << 26);
        fixture.flip(pack);
        fixture.repair(false);
        assertEquals(0, fixture.repair(false).unmarked());
        fixture.store.plant(pack.path(), good);
        assertEquals(1, fixture.repair(false).unmarked());
        assertEquals(List.of(), fixture.blobs(BlobKind.LOST));
    }

    @Test
    void packsAloneLetTheNextBackupStoreNothingAgain() throws IOException, InterruptedException {
        for (var path : fixture.store.contents().keySet()) {
            if (path.startsWith("snapshots/")) fixture.store.remove(path);
        }
        loseCatalog();
        var damaged = fixture.blobs(BlobKind.PACK).getFirst();
        var good = fixture.store.get(damaged, 1 << 26);
        fixture.flip(damaged);
        var report = fixture.repair(true);
        assertEquals(fixture.blobs(BlobKind.PACK).size() - 1, report.indexed());
        assertEquals(
                List.of(damaged.packName()),
                report.unindexed().stream().map(left -> left.pack()).toList());
        fixture.store.plant(damaged.path(), good);
        assertEquals(1, fixture.repair(true).indexed());
        var summary = fixture.backup();
        var now = RepairFixture.contents(fixture.tree);
        long all = now.values().stream().mapToLong(bytes -> bytes.length).sum();
        // As much as any backup may evacuate.
        assertTrue(summary.freshBytes() <= all / 20, summary.freshBytes() + " of " + all);
        assertEquals(List.of(), RepairFixture.different(now, fixture.restore(summary.manifest())));
        assertEquals(0, fixture.repair(true).indexed(), "what is known was read again");
    }

    @Test
    void packsThatAPruneHasCondemnedAreNotIndexed() throws IOException, InterruptedException {
        var manifest = fixture.blobs(BlobKind.MANIFEST);
        fixture.write("only", 600_000);
        var made = fixture.backup().manifest().manifest();
        fixture.store.remove(BlobKey.manifest(made.snapshot()).path());
        loseCatalog();
        // Prune stops once it has condemned.
        var crashing = new CrashingStore(fixture.store, 1, LastCall.LOST);
        fixture.test.reopen(crashing);
        assertThrows(
                IOException.class,
                () -> new PruneJob(
                                fixture.test.repository, new PruneOptions(1, false), fixture.random)
                        .execute());
        fixture.test.reopen(fixture.store);
        assertEquals(1, fixture.blobs(BlobKind.TRASH).size());
        int named = fixture.blobs(BlobKind.PACK).size();
        assertTrue(fixture.repair(true).indexed() < named, manifest + " needs fewer");
    }

    @ParameterizedTest
    @EnumSource(LastCall.class)
    void aDamagedManifestIsPutBackWhereverARepairDies(LastCall last)
            throws IOException, InterruptedException {
        var key = fixture.blobs(BlobKind.MANIFEST).getFirst();
        var good = fixture.store.get(key, 1 << 20);
        // This host has read it.
        var _ = fixture.test.repository.knownSnapshots();
        for (int changes = 0; ; changes++) {
            fixture.store.plant(key.path(), new byte[good.length]);
            fixture.test.reopen(new CrashingStore(fixture.store, changes, last));
            boolean failed = false;
            try {
                fixture.repair(false);
            } catch (IOException e) {
                failed = true;
            }
            fixture.test.reopen(fixture.store);
            pruneHarmlessly();
            // Another command lists meanwhile, and forgets copies of what is not there.
            try {
                var _ = fixture.test.repository.knownSnapshots();
            } catch (CorruptDataException e) {
                assertTrue(failed);
            }
            fixture.repair(false);
            assertArrayEquals(good, fixture.store.get(key, 1 << 20), changes + " changes");
            assertFalse(fixture.plan().hasDamage(), changes + " changes");
            assertEquals(List.of(), fixture.blobs(BlobKind.WRITER));
            // It may have condemned what it found without a manifest, and spares it now.
            pruneHarmlessly();
            assertEquals(List.of(), fixture.blobs(BlobKind.TRASH));
            var _ = fixture.test.repository.knownSnapshots();
            if (!failed) return;
        }
    }

    /// It dies at its very end; then the snapshot is forgotten, and its packs are pruned.
    @Test
    void i1AManifestThatWasForgottenSinceIsNotPutBack() throws IOException, InterruptedException {
        var key = fixture.blobs(BlobKind.MANIFEST).getFirst();
        var _ = fixture.test.repository.knownSnapshots();
        fixture.store.plant(key.path(), new byte[100]);
        var dying = new CrashingStore(fixture.store, 3, LastCall.DONE);
        fixture.test.reopen(dying);
        assertThrows(IOException.class, () -> fixture.repair(false));
        fixture.test.reopen(fixture.store);
        assertEquals(List.of(), fixture.blobs(BlobKind.WRITER), "it did not come to its end");
        fixture.store.remove(key.path());
        new PruneJob(fixture.test.repository, new PruneOptions(1, false), fixture.random).execute();
        fixture.repair(false);
        assertFalse(fixture.blobs(BlobKind.MANIFEST).contains(key));
        assertEquals(List.of(), fixture.blobs(BlobKind.WRITER));
        assertFalse(fixture.plan().hasDamage());
    }

    @Test
    void aManifestNobodyHasACopyOfStopsBackupsUntilItIsGivenUp()
            throws IOException, InterruptedException {
        var key = fixture.blobs(BlobKind.MANIFEST).getFirst();
        Files.deleteIfExists(
                fixture.test.repository.stateDirectory().resolve("manifests/" + key.snapshot()));
        fixture.store.plant(key.path(), new byte[100]);
        assertThrows(CorruptDataException.class, fixture::backup);
        var job = fixture.job(fixture.test.repository, null, false);
        var plan = job.plan();
        assertEquals(1, plan.manifestsLost().size());
        assertTrue(plan.manifests().isEmpty());
        job.execute();
        assertTrue(fixture.store.findSize(key) != null, "it was given up unasked");
        job.giveUp(key.snapshot());
        assertTrue(fixture.backup().isWhole());
    }

    @Test
    void onlyADamagedManifestCanBeGivenUp() throws IOException, InterruptedException {
        var key = fixture.blobs(BlobKind.MANIFEST).getFirst();
        var job = fixture.job(fixture.test.repository, null, false);
        job.plan();
        assertThrows(IllegalStateException.class, () -> job.giveUp(key.snapshot()));
    }

    @Test
    void aCrashBetweenMarksLeavesARepairThatCanGoOn() throws IOException, InterruptedException {
        var packs = packs(PackKind.PAYLOAD);
        fixture.flip(packs.get(0));
        fixture.flip(packs.get(1));
        fixture.test.reopen(new CrashingStore(fixture.store, 1, LastCall.LOST));
        assertThrows(IOException.class, () -> fixture.repair(false));
        fixture.test.reopen(fixture.store);
        assertEquals(1, fixture.blobs(BlobKind.LOST).size());
        assertEquals(1, fixture.repair(false).marked());
        assertEquals(2, fixture.blobs(BlobKind.LOST).size());
    }

    /// The mark of a pack that is gone means nothing, and goes with the next prune.
    @Test
    void aMarkWithoutAPackIsFreed() throws IOException, InterruptedException {
        var nobody = BlobKey.lost(Sha256.hash(new byte[] {1}));
        var _ = fixture.store.putIfAbsent(nobody, BlobBody.of(new byte[0]));
        assertFalse(fixture.plan().hasDamage());
        new PruneJob(fixture.test.repository, new PruneOptions(1, false), fixture.random).execute();
        assertEquals(List.of(), fixture.blobs(BlobKind.LOST));
    }

    private void pruneHarmlessly() throws IOException, InterruptedException {
        int before = fixture.blobs(BlobKind.PACK).size();
        try {
            new PruneJob(fixture.test.repository, new PruneOptions(1, false), fixture.random)
                    .execute();
        } catch (CorruptDataException | NoSnapshotsException e) {
            // It does not go on at a manifest that it cannot read.
        }
        assertEquals(before, fixture.blobs(BlobKind.PACK).size(), "a prune was faster");
    }

    private void loseCatalog() throws IOException {
        try (var files = Files.list(fixture.test.repository.stateDirectory())) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.startsWith("catalog") || name.startsWith("chunks")) Files.delete(file);
            }
        }
    }

    private List<BlobKey> packs(PackKind kind) throws IOException {
        try (var catalog = Catalog.open(fixture.test.repository.stateDirectory())) {
            var found = new ArrayList<BlobKey>();
            catalog.forEachPack(pack -> {
                if (pack.kind() == kind) found.add(BlobKey.pack(pack.name()));
            });
            return found;
        }
    }
}
