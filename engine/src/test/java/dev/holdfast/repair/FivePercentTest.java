package dev.holdfast.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.verify.Finding;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A repository of which a twentieth of the packs is destroyed: deleted, flipped, cut short.
final class FivePercentTest {

    private static final int SNAPSHOTS = 3;

    @TempDir
    private Path directory;

    private RepairFixture fixture;
    private final Map<SnapshotId, SortedMap<String, byte[]>> taken = new TreeMap<>();

    @BeforeEach
    void begin() throws IOException {
        fixture = new RepairFixture(directory, Seeds.random("FivePercentTest"));
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyOtherFileRestoresTheListIsExactAndTheNextBackupHeals(int number)
            throws IOException, InterruptedException {
        fixture.random.setSeed(fixture.random.nextLong() + number);
        backUp();
        int destroyed = destroy();
        var plan = fixture.plan();
        assertEquals(destroyed, plan.missing() + plan.lost().size());
        assertFalse(plan.files().isEmpty() && plan.unreadable().isEmpty(), "nothing was hit");
        restoreAndCompare(plan);
        heal(plan);
        forgetWhatIsDamaged();
    }

    @Test
    void aLostPackOfMetadataTakesTheSnapshotsThatNeedItAndNoOther()
            throws IOException, InterruptedException {
        backUp();
        var whole = fixture.store.copy();
        int tried = 0;
        for (var pack : metadataPacks()) {
            var needing = needing(pack);
            fixture.store.remove(BlobKey.pack(pack).path());
            var plan = fixture.plan();
            assertEquals(needing, plan.unreadable().keySet(), "pack " + pack);
            assertEquals(Map.of(), plan.files());
            restoreAndCompare(plan);
            tried++;
            fixture.store.plant(
                    BlobKey.pack(pack).path(),
                    Objects.requireNonNull(
                            whole.contents().get(BlobKey.pack(pack).path())));
        }
        assertTrue(tried >= SNAPSHOTS, "each snapshot has a pack of its own");
        for (var pack : metadataPacks()) fixture.store.remove(BlobKey.pack(pack).path());
        var lost = fixture.plan();
        assertEquals(taken.keySet(), lost.unreadable().keySet());
        heal(lost);
    }

    private Set<Sha256> metadataPacks() throws IOException {
        var packs = new TreeSet<Sha256>();
        for (var stored : fixture.test.repository.snapshots()) {
            try (var snapshot = fixture.test.open(stored, fixture.directory)) {
                for (int i = 0; i < snapshot.database().packCount(); i++) {
                    if (snapshot.pack(i).kind() == PackKind.METADATA) {
                        packs.add(snapshot.database().packName(i));
                    }
                }
            }
        }
        return packs;
    }

    private Set<SnapshotId> needing(Sha256 pack) throws IOException {
        var needing = new TreeSet<SnapshotId>();
        for (var stored : fixture.test.repository.snapshots()) {
            boolean needs = stored.manifest().blobs().stream()
                    .anyMatch(blob -> blob.sha256().equals(pack));
            if (needs) needing.add(stored.manifest().snapshot());
        }
        return needing;
    }

    private void backUp() throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            int size = i % 10 == 0
                    ? fixture.random.nextInt(2 << 20)
                    : fixture.random.nextInt(i % 10 == 1 ? 200_000 : 8_000);
            fixture.write("d" + i % 7 + "/f" + i, size);
        }
        Files.createLink(fixture.tree.resolve("link"), fixture.tree.resolve("d0/f0"));
        Files.createFile(fixture.tree.resolve("empty"));
        for (int run = 0; run < SNAPSHOTS; run++) {
            for (int i = 0; i < 20; i++) {
                int file = fixture.random.nextInt(200);
                fixture.write("d" + file % 7 + "/f" + file, fixture.random.nextInt(60_000));
            }
            var made = fixture.backup().manifest().manifest().snapshot();
            taken.put(made, RepairFixture.contents(fixture.tree));
        }
    }

    /// At least one pack for each way to lose it.
    private int destroy() throws IOException {
        var packs = new ArrayList<>(fixture.blobs(BlobKind.PACK));
        Collections.shuffle(packs, fixture.random);
        int count = Math.max(3, (packs.size() + 19) / 20);
        for (int i = 0; i < count; i++) {
            switch (i % 3) {
                case 0 -> fixture.store.remove(packs.get(i).path());
                case 1 -> fixture.flip(packs.get(i));
                default -> fixture.truncate(packs.get(i));
            }
        }
        return count;
    }

    private void restoreAndCompare(RepairPlan plan) throws IOException, InterruptedException {
        for (var stored : fixture.test.repository.snapshots()) {
            var id = stored.manifest().snapshot();
            if (plan.unreadable().containsKey(id)) {
                assertThrows(IOException.class, () -> fixture.restore(stored), id + " restores");
                continue;
            }
            var restored = fixture.restore(stored);
            var expected = Objects.requireNonNull(taken.get(id));
            assertEquals(listed(id), RepairFixture.different(expected, restored), "snapshot " + id);
            for (var file : restored.entrySet()) {
                org.junit.jupiter.api.Assertions.assertArrayEquals(
                        expected.get(file.getKey()), file.getValue(), file.getKey());
            }
        }
    }

    private List<String> listed(SnapshotId id) {
        var paths = new TreeSet<String>();
        for (var finding : fixture.findings) {
            if (finding instanceof Finding.TouchedFile file && file.snapshot().equals(id)) {
                paths.add(file.path().toString());
            }
            if (finding instanceof Finding.WrongContent file && file.snapshot().equals(id)) {
                paths.add(file.path().toString());
            }
        }
        return List.copyOf(paths);
    }

    private void heal(RepairPlan plan) throws IOException, InterruptedException {
        var report = fixture.repair(false);
        assertEquals(plan.unmarked().size(), report.marked());
        assertEquals(plan.unmarked().size(), fixture.blobs(BlobKind.LOST).size());
        assertEquals(plan.missing() + plan.lost().size(), report.marked());
        var summary = fixture.backup();
        assertTrue(summary.isWhole());
        var now = RepairFixture.contents(fixture.tree);
        assertEquals(List.of(), RepairFixture.different(now, fixture.restore(summary.manifest())));
        assertNull(summary.allRead(), "it reads what is lost, and goes on from the rest");
        var again = fixture.plan();
        var id = summary.manifest().manifest().snapshot();
        assertFalse(again.files().containsKey(id), "the new snapshot needs what is lost");
        assertFalse(again.unreadable().containsKey(id));
        assertEquals(List.of(), again.unmarked());
    }

    private void forgetWhatIsDamaged() throws IOException, InterruptedException {
        for (var id : taken.keySet()) fixture.store.remove(BlobKey.manifest(id).path());
        var options = new PruneOptions(2, false);
        new PruneJob(fixture.test.repository, options, fixture.random).execute();
        assertFalse(fixture.plan().hasDamage());
        assertEquals(List.of(), fixture.blobs(BlobKind.LOST), "marks outlive their packs");
    }
}
