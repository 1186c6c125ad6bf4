package dev.holdfast.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

final class VerifyTest {

    private static final List<String> SMALL =
            List.of("inner/small0", "inner/small1", "inner/small2", "other-name");

    private static final List<String> WITH_CONTENT =
            List.of("inner/small0", "inner/small1", "inner/small2", "large", "other-name");

    @TempDir
    private Path directory;

    private VerifyFixture fixture;

    @BeforeEach
    void backUp() throws IOException, InterruptedException {
        fixture = VerifyFixture.withSnapshot(directory);
    }

    @Test
    void aWholeRepositoryHasNoFindings() throws IOException, InterruptedException {
        fixture.test.backup(fixture.tree);
        for (var verdict : List.of(
                fixture.structure(),
                fixture.structureWithKeys(),
                fixture.readAll(),
                fixture.readAllWithKeys())) {
            assertEquals(List.of(), verdict.findings());
            assertEquals(2, verdict.report().snapshots());
            assertEquals(0, verdict.report().unnamedPacks());
        }
        var report = fixture.readAllWithKeys().report();
        assertEquals(2, report.walkedSnapshots());
        assertEquals(report.packs(), report.readPacks());
        assertEquals(4, report.checkedContents(), "three small contents and a large one");
    }

    @Test
    void manyFilesOfEverySizeVerifyClean() throws IOException, InterruptedException {
        var random = Seeds.random("VerifyTest");
        for (int i = 0; i < 400; i++) {
            var bytes = new byte[i % 50 == 0 ? random.nextInt(3 << 20) : random.nextInt(20_000)];
            random.nextBytes(bytes);
            Files.write(fixture.tree.resolve("file" + i), bytes);
        }
        fixture.test.backup(fixture.tree);
        var verdict = fixture.readAllWithKeys();
        assertEquals(List.of(), verdict.findings());
        assertTrue(verdict.report().checkedContents() >= 400);
    }

    @Test
    void theMarkOfALostPackIsEmptyOrDamaged() throws IOException, InterruptedException {
        var mark = BlobKey.lost(fixture.keys(BlobKind.PACK).getFirst().packName());
        var nobody = BlobKey.lost(Sha256.hash(new byte[] {1}));
        fixture.plant(mark, new byte[0]);
        fixture.plant(nobody, new byte[0]);
        fixture.store.plant("trash/notes.txt", new byte[9]);
        assertEquals(List.of(), fixture.readAllWithKeys().findings());
        fixture.plant(mark, new byte[3]);
        fixture.plant(nobody, new byte[1 << 20]);
        for (var verdict : List.of(fixture.structure(), fixture.readAllWithKeys())) {
            assertEquals(
                    Set.of(mark, nobody),
                    verdict.of(Finding.BadBlob.class).stream()
                            .map(Finding.BadBlob::blob)
                            .collect(Collectors.toSet()));
            assertEquals(List.of(), verdict.touched());
        }
    }

    @Test
    void invariantI6EveryChangedByteIsDetectedWithoutKeys()
            throws IOException, InterruptedException {
        var random = Seeds.random("VerifyTest.I6");
        for (var kind : List.of(BlobKind.DESCRIPTOR, BlobKind.DATABASE, BlobKind.PACK)) {
            for (var key : fixture.keys(kind)) {
                var original = fixture.bytes(key);
                for (int i = 0; i < original.length; i++) {
                    int bit = random.nextInt(8);
                    fixture.flip(key, i, bit);
                    var verdict = fixture.readAll();
                    assertFalse(verdict.isClean(), key + " bit " + bit + " of byte " + i);
                    fixture.plant(key, original);
                }
            }
        }
        assertTrue(fixture.readAll().isClean());
    }

    /// zstd has bits that decoders do not look at. One that is changed leaves the manifest
    /// saying what it said, and is seen as soon as there is a next snapshot.
    @Test
    void invariantI6EveryChangedBitOfAManifestIsDetectedOrChangesNothingInIt()
            throws IOException, InterruptedException {
        var before = fixture.test.repository.snapshots().getFirst().manifest();
        var key = BlobKey.manifest(before.snapshot());
        var original = fixture.bytes(key);
        int unseen = 0;
        for (int i = 0; i < 8 * original.length; i++) {
            fixture.flip(key, i / 8, i % 8);
            if (fixture.structure().isClean()) {
                unseen++; // bits that padding and unused fields have
                assertEquals(
                        before, fixture.test.repository.snapshots().getFirst().manifest());
            }
            fixture.plant(key, original);
        }
        assertTrue(unseen < 16, unseen + " bits");
        fixture.test.backup(fixture.tree);
        for (int i = 0; i < 8 * original.length; i++) {
            fixture.flip(key, i / 8, i % 8);
            var bad = fixture.structure().of(Finding.BadBlob.class);
            assertEquals(
                    List.of(key), bad.stream().map(Finding.BadBlob::blob).toList(), "bit " + i);
            fixture.plant(key, original);
        }
    }

    @Test
    void invariantI6ChangedBytesAreDetectedWithKeys() throws IOException, InterruptedException {
        var random = Seeds.random("VerifyTest.I6.keys");
        for (var kind : List.of(BlobKind.DATABASE, BlobKind.PACK)) {
            for (var key : fixture.keys(kind)) {
                var original = fixture.bytes(key);
                for (int i = 0; i < 40; i++) {
                    int at = random.nextInt(original.length);
                    fixture.flip(key, at, random.nextInt(8));
                    var verdict = fixture.readAllWithKeys();
                    assertFalse(verdict.isClean(), key + " byte " + at);
                    assertTrue(
                            verdict.of(Finding.BadBlob.class).stream()
                                    .anyMatch(bad -> bad.blob().equals(key)),
                            key + " is named: " + verdict.findings());
                    fixture.plant(key, original);
                }
            }
        }
    }

    @Test
    void invariantI1EveryDeletedBlobIsReportedWithWhatItTouches()
            throws IOException, InterruptedException {
        var snapshots = List.of(
                fixture.test.repository.snapshots().getFirst().manifest().snapshot());
        for (var kind : List.of(BlobKind.DATABASE, BlobKind.PACK)) {
            for (var key : fixture.keys(kind)) {
                var original = fixture.bytes(key);
                fixture.store.delete(key);
                for (var verdict : List.of(
                        fixture.structure(), fixture.structureWithKeys(), fixture.readAll())) {
                    var bad = verdict.of(Finding.BadBlob.class);
                    assertEquals(1, bad.size(), key + ": " + verdict.findings());
                    assertEquals(key, bad.getFirst().blob());
                    assertEquals(Fault.MISSING, bad.getFirst().fault());
                    assertEquals(snapshots, bad.getFirst().snapshots());
                }
                var touched = fixture.structureWithKeys().touched();
                boolean payload = kind == BlobKind.PACK && kindOf(key) == PackKind.PAYLOAD;
                assertEquals(payload ? WITH_CONTENT : List.of(), touched);
                fixture.plant(key, original);
            }
        }
        fixture.store.delete(BlobKey.descriptor());
        assertEquals(1, fixture.structure().of(Finding.BadBlob.class).size());
    }

    @Test
    void aManifestThatIsGoneLeavesAStrayDatabase() throws IOException, InterruptedException {
        fixture.store.delete(fixture.keys(BlobKind.MANIFEST).getFirst());
        var verdict = fixture.structure();
        assertEquals(1, verdict.of(Finding.StrayDatabase.class).size());
        assertTrue(verdict.report().unnamedPacks() > 0);
        assertTrue(verdict.report().isClean());
    }

    @Test
    void everyTruncatedBlobIsReported() throws IOException, InterruptedException {
        for (var kind : List.of(BlobKind.MANIFEST, BlobKind.DATABASE, BlobKind.PACK)) {
            for (var key : fixture.keys(kind)) {
                var original = fixture.bytes(key);
                for (int size : new int[] {0, 1, original.length / 2, original.length - 1}) {
                    fixture.plant(key, Arrays.copyOf(original, size));
                    for (var verdict : List.of(fixture.structure(), fixture.readAllWithKeys())) {
                        assertEquals(
                                List.of(key),
                                verdict.of(Finding.BadBlob.class).stream()
                                        .map(Finding.BadBlob::blob)
                                        .toList());
                    }
                }
                fixture.plant(key, original);
            }
        }
    }

    @Test
    void onlyTheFilesInADamagedChunkAreTouched() throws IOException, InterruptedException {
        // Incompressible and larger than a segment, so that the chunks lie in several.
        var large = new byte[VerifyFixture.LARGE];
        Seeds.random("VerifyTest.chunk").nextBytes(large);
        Files.write(fixture.tree.resolve("random"), large);
        fixture.test.backup(fixture.tree);
        var payload = fixture.keys(BlobKind.PACK).stream()
                .filter(key -> fixture.bytes(key).length > VerifyFixture.LARGE)
                .findFirst()
                .orElseThrow();
        fixture.flip(payload, 150_000, 3);
        var verdict = fixture.readAllWithKeys();
        var newest = fixture.test.repository.snapshots().getLast().manifest().snapshot();
        assertEquals(List.of("random"), verdict.touched());
        var bad = verdict.of(Finding.BadBlob.class);
        assertEquals(1, bad.size());
        assertEquals(Fault.CHANGED, bad.getFirst().fault());
        assertEquals(List.of(newest), bad.getFirst().snapshots());
    }

    @Test
    void withoutThePayloadKeyEveryFileOfABadPackIsTouched()
            throws IOException, InterruptedException {
        for (var key : fixture.keys(BlobKind.PACK)) {
            if (kindOf(key) == PackKind.PAYLOAD) fixture.flip(key, 400, 1);
        }
        var verdict = fixture.verify(new ReadShare.Everything(), fixture.secrets.forBrowser());
        assertEquals(WITH_CONTENT, verdict.touched());
        assertTrue(SMALL.stream().allMatch(verdict.touched()::contains));
    }

    @Test
    void aVerifyOfOneSnapshotLooksAtWhatItNeedsAndNothingElse()
            throws IOException, InterruptedException {
        var first = fixture.test.repository.snapshots().getFirst().manifest();
        Files.writeString(fixture.tree.resolve("later"), "content of the second");
        fixture.test.backup(fixture.tree);
        var second = fixture.test.repository.snapshots().getLast().manifest();
        var damaged = second.blobs().stream()
                .filter(blob -> !first.blobs().contains(blob))
                .findFirst()
                .orElseThrow();
        fixture.flip(BlobKey.pack(damaged.sha256()), 300, 1);
        fixture.store.delete(BlobKey.database(second.snapshot()));

        var good = fixture.readAllOf(first.snapshot());
        assertEquals(List.of(), good.findings());
        assertEquals(1, good.report().snapshots());
        assertEquals(first.blobs().size(), good.report().readPacks());
        assertEquals(0, good.report().unnamedPacks());
        var bad = fixture.readAllOf(second.snapshot()).of(Finding.BadBlob.class);
        assertEquals(2, bad.size(), bad.toString());
        for (var blob : bad) assertEquals(List.of(second.snapshot()), blob.snapshots());
    }

    @Test
    void packsThatNobodyNamesAreCountedAndNoDamage() throws IOException, InterruptedException {
        var digest = dev.holdfast.format.Sha256.hash(new byte[] {1});
        fixture.plant(BlobKey.pack(digest), new byte[1234]);
        var verdict = fixture.readAll();
        assertTrue(verdict.isClean());
        assertEquals(1, verdict.report().unnamedPacks());
        assertEquals(1234, verdict.report().unnamedBytes());
    }

    @Test
    void aWrappedKeyThatIsNoAgeFileIsReported() throws IOException, InterruptedException {
        var key = fixture.keys(BlobKind.KEY).getFirst();
        fixture.plant(key, Arrays.copyOf(fixture.bytes(key), 60));
        assertEquals(
                key, fixture.structure().of(Finding.BadBlob.class).getFirst().blob());
    }

    /// The kind of a pack by what the snapshot's database says.
    private PackKind kindOf(BlobKey key) throws IOException {
        var stored = fixture.test.repository.snapshots().getFirst();
        var database = fixture.bytes(BlobKey.database(stored.manifest().snapshot()));
        assertTrue(database.length > 0);
        try (var snapshot = fixture.test.open(stored, directory)) {
            for (int i = 0; i < snapshot.database().packCount(); i++) {
                SnapshotPack pack = snapshot.pack(i);
                if (pack.name().equals(key.packName())) return pack.kind();
            }
        }
        throw new AssertionError(key + " is not in the database");
    }
}
