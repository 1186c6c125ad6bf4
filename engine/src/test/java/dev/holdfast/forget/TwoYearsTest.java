package dev.holdfast.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.prune.SmallBackups;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Two years of backups and forgetting on a host whose clock jumps by up to ten years.
final class TwoYearsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:30:00Z");
    private static final KeepPolicy POLICY = new KeepPolicy(
            List.of(
                    KeepRule.last(Every.SNAPSHOT, 3),
                    KeepRule.last(Every.HOUR, 24),
                    KeepRule.last(Every.DAY, 7),
                    KeepRule.last(Every.WEEK, 5),
                    KeepRule.last(Every.MONTH, 12),
                    KeepRule.last(Every.YEAR, 3)),
            List.of(),
            ZoneId.of("Europe/Berlin"));

    @TempDir
    private Path directory;

    private final Random random = Seeds.random("two years");
    private Duration offset = Duration.ZERO;
    private Instant truth = START;

    @Test
    void i10TheNewestHourlySnapshotIsKeptWhateverTheClockSays() {
        var history = new ArrayList<Labelled>();
        @Nullable SnapshotId previous = null;
        for (int hour = 0; hour < 2 * 365 * 24; hour++) {
            tick(Duration.ofHours(1));
            var made = new Labelled(SnapshotId.random(random), previous, shown(), Map.of(), false);
            previous = made.id();
            history.add(made);
            if (random.nextInt(3) != 0) continue;
            var decisions = POLICY.decide(history, shown());
            history.clear();
            for (var decision : decisions) {
                if (decision.keeps()) history.add(decision.snapshot());
            }
            assertTrue(history.contains(made), "the newest was forgotten in hour " + hour);
        }
        // Every jump may leave some that stay for being labelled ahead; no more than that.
        assertTrue(history.size() < 2000, history.size() + " are kept");
    }

    @Test
    void aClockThatIsRightKeepsWhatPeopleExpect() {
        var history = new ArrayList<Labelled>();
        @Nullable SnapshotId previous = null;
        for (int hour = 0; hour < 2 * 365 * 24; hour++) {
            truth = truth.plus(1, ChronoUnit.HOURS);
            var made = new Labelled(SnapshotId.random(random), previous, truth, Map.of(), false);
            previous = made.id();
            history.add(made);
            var decisions = POLICY.decide(history, truth);
            history.clear();
            for (var decision : decisions) {
                if (decision.keeps()) history.add(decision.snapshot());
            }
        }
        var days = history.stream()
                .map(s -> s.moment().atZone(POLICY.zone()).toLocalDate())
                .distinct()
                .count();
        assertTrue(days >= 7 + 3 + 10, days + " days");
        assertTrue(history.size() <= 24 + 7 + 5 + 12 + 3, history.size() + " are kept");
    }

    /// With real backups, real forgetting and pruning, a day each.
    @Test
    void i3I10WhatIsKeptIsWholeWhateverTheClockSays() throws IOException, InterruptedException {
        int days = Effort.count(Seeds.repeat(50), 730);
        try (var tally = Tally.of(TwoYearsTest.class, "I3 I10", "simulated days")) {
            live(days, tally);
            tally.passed();
        }
    }

    private void live(int days, Tally tally) throws IOException, InterruptedException {
        var store = new MemoryStore();
        InstantSource clock = this::shown;
        try (var backups = new SmallBackups(store, directory, clock, new SecureRandom())) {
            var repository = backups.repository("host");
            var job = new ForgetJob(repository, _ -> Map.of());
            var finder = new SnapshotFinder(repository, null, directory);
            for (int day = 0; day < days; day++) {
                tally.one();
                tick(Duration.ofDays(1));
                var made = backups.run("host", "content " + random.nextInt(10));
                var plan = job.plan(finder.all(), POLICY, _ -> "all", shown());
                job.execute(plan);
                assertNotNull(repository.findManifest(made.manifest().snapshot()));
                if (day % 7 != 0) continue;
                var prune = new PruneJob(repository, new PruneOptions(1, false), random);
                assertTrue(prune.execute().isDone());
                backups.requireWhole();
            }
            assertEquals(List.of(), store.list(BlobArea.WRITERS, null, 10));
        }
    }

    /// Time goes on. Now and then the clock is set wrong, by up to ten years, or right again.
    private void tick(Duration step) {
        truth = truth.plus(step);
        if (random.nextInt(60) == 0) {
            offset = random.nextBoolean()
                    ? Duration.ZERO
                    : Duration.ofSeconds(random.nextLong(-315_000_000L, 315_000_000L));
        }
    }

    private Instant shown() {
        return truth.plus(offset);
    }
}
