package dev.holdfast.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.forget.Every;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.forget.KeepPolicy;
import dev.holdfast.forget.KeepRule;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.format.manifest.WriterMarker;
import dev.holdfast.repository.Fence;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.CrashingStore.LastCall;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.store.NthCallStore;
import dev.holdfast.testkit.Tally;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyRequest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// What forgets, frees, shuts out and tags dies after its n-th change to the store, or
/// fails at its n-th call, for every n: the repository is whole, and the next run succeeds.
final class PruneCrashTest {

    private static final WriterId WRITER = WriterId.random(new Random(8));
    private static final KeepPolicy LAST =
            new KeepPolicy(List.of(KeepRule.last(Every.SNAPSHOT, 1)), List.of(), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private MemoryStore prepared = new MemoryStore();
    private SnapshotId tagged = SnapshotId.random(new Random(1));

    /// What is interrupted.
    private enum Work {
        FORGET,
        PRUNE,
        FENCE,
        TAG,
        PIN
    }

    /// Four snapshots, two more that are forgotten already, and a run that has died.
    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        prepared = new MemoryStore();
        try (var backups = new SmallBackups(prepared, directory)) {
            var gone = new ArrayList<SnapshotId>();
            for (var text : new String[] {"a", "b"}) {
                gone.add(backups.run("host", text).manifest().snapshot());
            }
            for (var text : new String[] {"c", "d", "e"}) backups.run("host", text);
            tagged = backups.run("host", "f").manifest().snapshot();
            for (var id : gone) prepared.delete(BlobKey.manifest(id));
        }
        prepared.plant(
                BlobKey.writer(WRITER).path(),
                new WriterMarker(SnapshotId.random(new Random(5)), Instant.EPOCH).toByteArray());
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void i1I3I5ADeathAfterAnyChangeLeavesARepositoryThatIsWholeAndTheNextRunSucceeds(Work work)
            throws IOException, InterruptedException {
        try (var tally = tally("died after a change", work)) {
            for (var last : LastCall.values()) dieAfterEachChange(work, last, tally);
            tally.passed();
        }
    }

    private void dieAfterEachChange(Work work, LastCall last, Tally tally)
            throws IOException, InterruptedException {
        int changes = 0;
        for (boolean died = true; died; changes++) {
            var store = prepared.copy();
            var crashing = new CrashingStore(store, changes, last);
            died = !succeeds(work, crashing);
            assertTrue(!died || crashing.hasCrashed(), "it fails without a crash");
            requireSound(store);
            assertTrue(succeeds(work, store), "after " + changes + " changes");
            finish(store);
            tally.one();
        }
        assertTrue(changes > 1, work + " changes nothing");
    }

    private static Tally tally(String how, Work work) {
        return Tally.of(
                PruneCrashTest.class,
                "I1 I3 I5",
                "runs of %s that %s".formatted(work.name().toLowerCase(Locale.ROOT), how));
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void i1I3AFailureOfAnyCallLeavesARepositoryThatIsWholeAndTheNextRunSucceeds(Work work)
            throws IOException, InterruptedException {
        try (var tally = tally("met a failing store call", work)) {
            for (var effect : NthCallStore.Effect.values()) failEachCall(work, effect, tally);
            tally.passed();
        }
    }

    private void failEachCall(Work work, NthCallStore.Effect effect, Tally tally)
            throws IOException, InterruptedException {
        boolean failed = true;
        for (int call = 1; failed; call++) {
            var store = prepared.copy();
            var failing = new NthCallStore(store, call, effect);
            var _ = succeeds(work, failing);
            failed = failing.hasFailed();
            requireSound(store);
            assertTrue(succeeds(work, store), "after call " + call);
            finish(store);
            tally.one();
        }
    }

    @Test
    void i5WhatATornListWouldSayIsNotActedOn() throws IOException, InterruptedException {
        // A store never keeps half a blob; one that does must not lead to a deletion.
        var whole = prepared.copy();
        var never = new CrashingStore(whole, 2, LastCall.LOST);
        var _ = succeeds(Work.PRUNE, never);
        int cuts = 0;
        for (var path : whole.contents().keySet()) {
            if (!path.startsWith("trash/")) continue;
            var bytes = whole.contents().getOrDefault(path, new byte[0]);
            for (int size = 0; size < bytes.length; size++) {
                var store = whole.copy();
                store.plant(path, java.util.Arrays.copyOf(bytes, size));
                store.delete(BlobKey.writer(WRITER));
                var before = store.contents().keySet();
                assertTrue(!succeeds(Work.PRUNE, store), path + " cut to " + size);
                assertTrue(store.contents().keySet().containsAll(before));
                cuts++;
            }
        }
        assertTrue(cuts > 100, "no list was there to be torn");
    }

    /// Whether the work gets to its end.
    private boolean succeeds(Work work, BlobStore store) throws InterruptedException {
        try (var repository = SmallBackups.openAs(directory, "host", store)) {
            run(work, repository);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void run(Work work, Repository repository) throws IOException, InterruptedException {
        var random = new SecureRandom();
        switch (work) {
            case FORGET -> {
                var job = new ForgetJob(repository, _ -> Map.of());
                var all = new SnapshotFinder(repository, null, directory).all();
                var _ = job.execute(job.plan(all, LAST, _ -> "all", Instant.MAX));
            }
            case PRUNE -> prune(repository);
            case FENCE -> {
                var _ = Fence.of(repository, false).shutOut(WRITER);
            }
            case TAG -> Marks.of(repository).replaceTags(tagged, Map.of("k", "v"), random);
            case PIN -> Marks.of(repository).pin(tagged);
        }
    }

    private static PruneReport prune(Repository repository)
            throws IOException, InterruptedException {
        return new PruneJob(repository, new PruneOptions(1, false), new Random()).execute();
    }

    /// With nobody left, a prune frees everything, and the next backup succeeds.
    private void finish(BlobStore store) throws IOException, InterruptedException {
        try (var repository = SmallBackups.openAs(directory, "host", store)) {
            var fence = Fence.of(repository, false);
            for (var writer : Writers.list(store)) {
                var _ = fence.shutOut(writer);
            }
            assertTrue(prune(repository).isDone());
            assertEquals(List.of(), store.list(BlobArea.TRASH, null, 10));
        }
        requireSound(store);
    }

    private void requireSound(BlobStore store) throws IOException, InterruptedException {
        try (var repository = SmallBackups.openAs(directory, "host", store)) {
            assertTrue(!repository.snapshots().isEmpty());
            var everything = new VerifyRequest(new ReadShare.Everything(), 1, directory);
            var report = new VerifyJob(repository, null, everything, _ -> {}, new VerifyProgress())
                    .run();
            assertTrue(report.isClean(), () -> report.toString());
        }
    }
}
