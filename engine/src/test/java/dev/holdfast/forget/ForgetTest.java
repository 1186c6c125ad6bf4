package dev.holdfast.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.manifest.Manifest;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.prune.SmallBackups;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.MemoryStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

final class ForgetTest {

    private static final KeepPolicy LAST =
            new KeepPolicy(List.of(KeepRule.last(Every.SNAPSHOT, 1)), List.of(), ZoneOffset.UTC);

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
    void aPlanChangesNothingAndItsExecutionRemovesManifestsAndMarksOnly()
            throws IOException, InterruptedException {
        var first = backups.run("host", "a").manifest().snapshot();
        var second = backups.run("host", "b").manifest().snapshot();
        Marks.of(backups.repository("host"))
                .replaceTags(first, Map.of("k", "v"), new SecureRandom());
        var before = store.contents().keySet();
        var plan = plan(LAST);
        assertEquals(before, store.contents().keySet());
        assertEquals(List.of(first), ids(plan.forgotten()));
        assertEquals(List.of(first), ids(job().execute(plan)));
        before.remove(BlobKey.manifest(first).path());
        before.remove(BlobKey.mark(first).path());
        assertEquals(before, store.contents().keySet());
        assertEquals(List.of(second), existing());
    }

    @Test
    void everyHistoryIsLookedAtByItself() throws IOException, InterruptedException {
        backups.run("one", "a");
        var one = backups.run("one", "b").manifest().snapshot();
        backups.run("two", "a");
        var two = backups.run("two", "b").manifest().snapshot();
        job().execute(plan(LAST));
        assertEquals(Set.of(one, two), Set.copyOf(existing()));
    }

    @Test
    void aPinnedSnapshotStaysAndOneThatIsPinnedMeanwhileToo()
            throws IOException, InterruptedException {
        var first = backups.run("host", "a").manifest().snapshot();
        var second = backups.run("host", "b").manifest().snapshot();
        var third = backups.run("host", "c").manifest().snapshot();
        var marks = Marks.of(backups.repository("host"));
        marks.pin(first);
        assertEquals(List.of(second), ids(plan(LAST).forgotten()));
        var all = finder().all();
        assertThrows(PinnedException.class, () -> job().plan(all, Set.of(first)));
        var plan = plan(LAST);
        marks.pin(second);
        assertEquals(List.of(), job().execute(plan));
        assertEquals(List.of(first, second, third), existing());
        marks.unpin(first);
        assertEquals(List.of(first), ids(plan(LAST).forgotten()));
    }

    @Test
    void aForgottenSnapshotCannotBePinned() throws IOException, InterruptedException {
        var only = backups.run("host", "a").manifest().snapshot();
        store.delete(BlobKey.manifest(only));
        var marks = Marks.of(backups.repository("host"));
        assertThrows(NoSuchSnapshotException.class, () -> marks.pin(only));
        assertEquals(Set.of(), marks.pins());
    }

    @Test
    void nothingIsForgottenWhereNothingWouldBeKept() throws IOException, InterruptedException {
        var first = backups.run("host", "a").manifest().snapshot();
        var second = backups.run("host", "b").manifest().snapshot();
        var tagged = new KeepPolicy(List.of(), List.of(new TagRule("k", null)), ZoneOffset.UTC);
        assertThrows(NothingKeptException.class, () -> plan(tagged));
        var all = finder().all();
        assertThrows(NothingKeptException.class, () -> job().plan(all, Set.of(first, second)));
        job().execute(job().plan(all, Set.of(first)));
        assertEquals(List.of(second), existing());
    }

    @Test
    void theCatalogOfThisHostKnowsWhatWasForgotten() throws IOException, InterruptedException {
        backups.run("host", "a");
        var second = backups.run("host", "b").manifest().snapshot();
        job().execute(plan(LAST));
        try (var catalog =
                dev.holdfast.catalog.Catalog.open(backups.repository("host").stateDirectory())) {
            assertEquals(
                    List.of(second),
                    catalog.history().snapshots().stream().map(s -> s.id()).toList());
        }
    }

    @Test
    void tombstonesStayUntilSomebodyVouches() throws IOException, InterruptedException {
        backups.run("host", "a");
        backups.run("host", "b");
        var fenced = SnapshotId.random(new Random(1));
        var tombstone = Manifest.tombstone(WriterId.random(new Random(2)));
        store.plant(
                BlobKey.manifest(fenced).path(), com.github.luben.zstd.Zstd.compress(tombstone));
        job().execute(plan(LAST));
        assertNotNull(store.findSize(BlobKey.manifest(fenced)));
        assertEquals(List.of(fenced), job().tombstones());
        job().removeTombstones(job().tombstones());
        assertEquals(List.of(), job().tombstones());
        assertEquals(1, existing().size());
    }

    private ForgetPlan plan(KeepPolicy policy) throws IOException {
        return job().plan(
                        finder().all(),
                        policy,
                        ForgetTest::lineage,
                        Instant.now().plusSeconds(60));
    }

    private static String lineage(KnownSnapshot snapshot) {
        return snapshot.stored().manifest().lineage().toString();
    }

    private ForgetJob job() throws IOException {
        return new ForgetJob(backups.repository("host"), _ -> Map.of());
    }

    private SnapshotFinder finder() throws IOException {
        return new SnapshotFinder(backups.repository("host"), null, directory);
    }

    private List<SnapshotId> existing() throws IOException {
        return backups.repository("host").snapshots().stream()
                .map(s -> s.manifest().snapshot())
                .toList();
    }

    private static List<SnapshotId> ids(List<Labelled> snapshots) {
        return snapshots.stream().map(Labelled::id).toList();
    }
}
