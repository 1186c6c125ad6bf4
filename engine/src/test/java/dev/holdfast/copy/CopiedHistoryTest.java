package dev.holdfast.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.TestRepository;
import dev.holdfast.catalog.Catalog;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.forget.Every;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.forget.ForgetPlan;
import dev.holdfast.forget.KeepPolicy;
import dev.holdfast.forget.KeepRule;
import dev.holdfast.forget.Labelled;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.prune.PruneReport;
import dev.holdfast.rebuild.RebuildJob;
import dev.holdfast.rebuild.RebuildProgress;
import dev.holdfast.rebuild.RebuildReport;
import dev.holdfast.rebuild.RebuildRequest;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.KeyRing;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.restore.Restores;
import dev.holdfast.stats.StatsJob;
import dev.holdfast.store.MemoryStore;
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
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Copies in a repository with other keys, and what is done there with them later: forgotten by
/// policy, pruned, counted, and learnt by a host that has lost its catalog.
final class CopiedHistoryTest {

    /// After the times of the files, so that these say something.
    private static final Instant START = Instant.parse("2100-03-01T12:00:00Z");
    private static final int DAYS = 5;

    private static final KeepPolicy LAST =
            new KeepPolicy(List.of(KeepRule.last(Every.SNAPSHOT, 1)), List.of(), ZoneOffset.UTC);
    private static final KeepPolicy TWO_DAYS =
            new KeepPolicy(List.of(KeepRule.last(Every.DAY, 2)), List.of(), ZoneOffset.UTC);

    private final MemoryStore here = new MemoryStore();
    private final MemoryStore there = new MemoryStore();
    private final Random random = Seeds.random("CopiedHistoryTest");

    @TempDir
    private Path directory;

    private TestRepository source;
    private TestRepository target;
    private List<Path> trees;

    /// Two sources, each backed up on every day.
    @BeforeEach
    void make() throws Exception {
        source = new TestRepository(here, directory.resolve("source"));
        target = new TestRepository(there, directory.resolve("target"));
        trees = List.of(
                Files.createDirectory(directory.resolve("one")),
                Files.createDirectory(directory.resolve("two")));
        Files.writeString(trees.getLast().resolve("two"), "only here");
        for (int day = 0; day < DAYS; day++) backUp(day, day);
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        target.close();
    }

    /// Backs up both sources, by a clock that shows `shown` days.
    private void backUp(int number, int shown) throws IOException, InterruptedException {
        for (var tree : trees) {
            Files.write(tree.resolve("file" + number), bytes(50_000));
            backUp(source, tree, shown);
        }
    }

    private static void backUp(TestRepository where, Path tree, int shown)
            throws IOException, InterruptedException {
        var clock = InstantSource.fixed(START.plus(Duration.ofDays(shown)));
        where.backup(tree, ChangeOptions.DEFAULT, clock);
    }

    @Test
    void aPolicyKeepsTheCopiesOfWhatItKeeps() throws Exception {
        copy(source.repository.snapshots());
        for (var policy : List.of(LAST, TWO_DAYS)) {
            assertEquals(kept(source, policy), kept(target, policy));
        }
        assertEquals(4, kept(target, TWO_DAYS).size(), "two days of each of two sources");
    }

    @Test
    void inWhateverOrderSnapshotsAreCopiedTheNewestIsTheNewest() throws Exception {
        var shuffled = new ArrayList<>(source.repository.snapshots());
        Collections.shuffle(shuffled, random);
        for (var one : shuffled) assertEquals(1, copy(List.of(one)).snapshots());
        for (var policy : List.of(LAST, TWO_DAYS)) {
            assertEquals(kept(source, policy), kept(target, policy), "-Dseed=" + Seeds.seed());
        }
        assertEquals(List.of(), findings());
    }

    @Test
    void i10AClockThatWentBackMakesNoCopyOlderThanItsOriginal() throws Exception {
        backUp(DAYS, -300);
        backUp(DAYS + 1, -299);
        copy(source.repository.snapshots());
        assertEquals(kept(source, LAST), kept(target, LAST));
        assertEquals(List.of(), findings());
    }

    @Test
    void i3WhatIsForgottenThereIsFreedAndWhatIsKeptIsRight() throws Exception {
        copy(source.repository.snapshots());
        forget(LAST);
        long before = bytes(there);
        assertTrue(prune().isDone());
        assertTrue(bytes(there) < before, "nothing was freed");
        assertEquals(List.of(), findings());
        assertEquals(2, target.repository.snapshots().size());
        for (var snapshot : target.repository.snapshots()) {
            var out = directory.resolve("out " + snapshot.manifest().snapshot());
            assertTrue(new Restores(target, directory).run(snapshot, out).isWhole());
            var tree = trees.get(Files.exists(out.resolve("two")) ? 1 : 0);
            assertEquals(List.of(), TreeJudges.rsync(tree, out));
        }
        // It was forgotten there, not here: a copy of all is a copy of all.
        assertEquals(2 * DAYS - 2, copy(source.repository.snapshots()).snapshots());
        assertEquals(List.of(), findings());
    }

    @Test
    void whatStatsSaysOfCopiesIsWhatForgettingThemFrees() throws Exception {
        copy(source.repository.snapshots());
        var keep = kept(target, LAST);
        var groups = new LinkedHashMap<String, List<StoredManifest>>();
        for (var snapshot : target.repository.snapshots()) {
            var group = keep.contains(label(snapshot)) ? "kept" : "forgotten";
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(snapshot);
        }
        var stats = StatsJob.byPacks().run(groups);
        assertEquals(2 * DAYS, stats.all().snapshots());
        long freed = stats.groups().stream()
                .filter(cost -> cost.name().equals("forgotten"))
                .mapToLong(cost -> cost.freed())
                .sum();
        long before = bytes(there);
        forget(LAST);
        assertTrue(prune().isDone());
        assertEquals(freed, before - bytes(there));
    }

    @Test
    void aHostThatLostItsCatalogFindsCopiesAndCopiesNothingTwice() throws Exception {
        copy(source.repository.snapshots());
        var before = there.contents().keySet();
        for (boolean all : new boolean[] {false, true}) {
            loseState(all);
            var report = rebuild();
            assertEquals(List.of(), report.left());
            assertEquals(report.packs(), report.indexed());
            assertEquals(2 * DAYS, known());
            assertEquals(2 * DAYS, copy(source.repository.snapshots()).present());
            assertEquals(before, there.contents().keySet());
        }
        try (var secrets = target.unlock()) {
            var writer = target.repository.writer(target.random);
            var _ = KeyRing.of(target.repository).admit(secrets, writer, target.random);
        }
        // What is new is one file of each source.
        backUp(DAYS, DAYS);
        var report = copy(source.repository.snapshots());
        assertEquals(2, report.snapshots());
        assertTrue(report.bytes() < 200_000, report.bytes() + " bytes were put");
        assertEquals(kept(source, TWO_DAYS), kept(target, TWO_DAYS));
        assertEquals(List.of(), findings());
    }

    @Test
    void noSourceGoesOnWithCopies() throws Exception {
        var tree = trees.getFirst();
        backUp(target, tree, DAYS);
        var own = target.repository.snapshots().getLast().manifest().lineage();
        // They are of the same source, and later than its own snapshot there.
        backUp(DAYS, DAYS + 1);
        copy(source.repository.snapshots());
        loseState(false);
        rebuild();
        Files.write(tree.resolve("new"), bytes(1000));
        backUp(target, tree, DAYS + 2);
        var made = target.repository.snapshots().getLast().manifest();
        assertEquals(own, made.lineage());
        backUp(target, trees.getLast(), DAYS + 3);
        var first = target.repository.snapshots().getLast().manifest();
        assertTrue(!first.lineage().isOfCopy(), "a source goes on with copies");
        assertNotEquals(own, first.lineage());
        assertEquals(List.of(), findings());
    }

    /// What a policy keeps of each source, as labels that a snapshot shares with its copies.
    private List<String> kept(TestRepository of, KeepPolicy policy) throws IOException {
        var labels = new TreeMap<SnapshotId, String>();
        for (var snapshot : of.repository.snapshots()) {
            labels.put(snapshot.manifest().snapshot(), label(snapshot));
        }
        return plan(of, policy).groups().stream()
                .flatMap(group -> group.decisions().stream())
                .filter(decision -> decision.keeps())
                .map(decision -> labels.getOrDefault(decision.snapshot().id(), "none"))
                .sorted()
                .toList();
    }

    private static String label(StoredManifest snapshot) {
        var manifest = snapshot.manifest();
        return "%s %d %d"
                .formatted(manifest.createdAt(), manifest.totalFiles(), manifest.totalSize());
    }

    private ForgetPlan plan(TestRepository of, KeepPolicy policy) throws IOException {
        try (var secrets = of.unlock()) {
            var all = new SnapshotFinder(of.repository, secrets, directory).all();
            return job(of).plan(
                            all,
                            policy,
                            known -> known.stored().manifest().lineage().toString(),
                            START.plus(Duration.ofDays(30)));
        }
    }

    private static ForgetJob job(TestRepository of) {
        return new ForgetJob(of.repository, _ -> Map.of());
    }

    private List<Labelled> forget(KeepPolicy policy) throws IOException {
        return job(target).execute(plan(target, policy));
    }

    private PruneReport prune() throws IOException, InterruptedException {
        return new PruneJob(target.repository, new PruneOptions(1, false), random).execute();
    }

    private List<Finding> findings() throws IOException, InterruptedException {
        var found = new ArrayList<Finding>();
        var request = new VerifyRequest(new ReadShare.Everything(), 1, directory);
        try (var secrets = target.unlock()) {
            var _ = new VerifyJob(
                            target.repository, secrets, request, found::add, new VerifyProgress())
                    .run();
        }
        return found;
    }

    private CopyReport copy(List<StoredManifest> snapshots)
            throws IOException, InterruptedException {
        try (var secrets = source.unlock();
                var others = target.unlock()) {
            return new ResealJob(
                            source.repository,
                            secrets,
                            target.repository,
                            others,
                            directory,
                            new RunOptions(Compression.DEFAULT, 2, 2, false),
                            ResealTest.SILENT,
                            InstantSource.system(),
                            source.random)
                    .run(snapshots);
        }
    }

    private RebuildReport rebuild() throws IOException, InterruptedException {
        var request = new RebuildRequest("host", 2, directory);
        try (var secrets = target.unlock();
                var job = new RebuildJob(
                        target.repository, secrets, request, new RebuildProgress())) {
            var _ = job.plan();
            return job.execute();
        }
    }

    /// How many snapshots the target's catalog knows.
    private int known() throws IOException {
        try (var catalog = Catalog.open(target.repository.stateDirectory())) {
            for (var tree : trees) {
                var root = ByteString.utf8(tree.toString());
                var lineage = catalog.history().findLineage(new SourceKey("host", "files", root));
                assertTrue(lineage == null || !lineage.isOfCopy());
            }
            return catalog.history().snapshots().size();
        }
    }

    /// What this host knows of the target is gone: the catalog and what goes with it, or
    /// `all`, pins and key too.
    private void loseState(boolean all) throws IOException {
        var state = directory.resolve("target");
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                var name = String.valueOf(file.getFileName());
                boolean lasting = name.equals("pins.json") || name.equals("writer.key");
                if (all || (Files.isRegularFile(file) && !lasting)) Files.delete(file);
            }
        }
        target.reopen(there);
    }

    private static long bytes(MemoryStore store) {
        return store.contents().values().stream()
                .mapToLong(bytes -> bytes.length)
                .sum();
    }

    private byte[] bytes(int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
