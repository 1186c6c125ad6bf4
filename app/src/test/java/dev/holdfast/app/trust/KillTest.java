package dev.holdfast.app.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.app.cli.ExitCode;
import dev.holdfast.flow.Scope;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The real program dies by `kill -9` at random moments: invariants I1, I2, I3 and I5.
final class KillTest {

    private static final int LANES = 2;
    private static final int IN_A_ROW = 4;

    /// What a run takes before one has ended by itself.
    private static final long USUAL_NANOS = 600_000_000L;

    private ScratchDirectory scratch;
    private RealProgram program;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        scratch = ScratchDirectory.makeInMemory();
        program = RealProgram.prepare(scratch.path());
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    /// What is killed.
    private enum Verb {
        BACKUP,
        FORGET,
        PRUNE,
        COPY;

        String[] words(LivingHome home) {
            return switch (this) {
                case BACKUP -> new String[] {"backup", home.tree.toString()};
                case FORGET -> new String[] {"forget", "--keep-last", "2"};
                case PRUNE -> new String[] {"prune"};
                case COPY -> new String[] {"copy", "--to", home.second.toString()};
            };
        }
    }

    @Test
    void i1I2I3I5AProgramThatIsKilledAtAnyMomentLosesNothingAndTheNextRunSucceeds()
            throws Exception {
        int runs = Effort.count(100, 2000);
        var lane = new AtomicInteger();
        try (var tally = Tally.of(KillTest.class, "I1 I2 I3 I5", "runs ended by kill -9")) {
            Scope.computing(LANES, () -> {
                int number = lane.getAndIncrement();
                var random = Seeds.random("KillTest" + number);
                var home = LivingHome.make(scratch.path().resolve("home" + number), random);
                var times = new EnumMap<Verb, Long>(Verb.class);
                while (tally.count() < runs) tally.add(killSome(home, random, times));
            });
            tally.passed();
        }
    }

    /// Kills up to [#IN_A_ROW] runs, each on what the ones before have left, and then judges.
    /// Returns how many were still running when they were killed.
    private int killSome(LivingHome home, Random random, Map<Verb, Long> times)
            throws IOException, InterruptedException {
        var story = new ArrayList<String>();
        var verbs = EnumSet.noneOf(Verb.class);
        int killed = 0;
        try {
            for (int i = 1 + random.nextInt(IN_A_ROW); i > 0; i--) {
                home.change();
                var verb = pick(random);
                if (verb != Verb.BACKUP && verbs.isEmpty()) home.backUp();
                verbs.add(verb);
                if (killOne(home, verb, random, times, story)) killed++;
            }
            home.requireSound();
            home.backUp();
            for (var verb : verbs) home.require(verb.words(home));
            home.requireSound();
            home.requireTidy();
            if (random.nextInt(5) == 0) home.requireRestores();
            if (random.nextInt(5) == 0) home.thinSecond();
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(
                    "%s, after %s; -Dseed=%d"
                            .formatted(e.getMessage(), String.join(", ", story), Seeds.seed()),
                    e);
        }
        return killed;
    }

    /// Whether it was still running when it was killed.
    private boolean killOne(
            LivingHome home, Verb verb, Random random, Map<Verb, Long> times, List<String> story)
            throws IOException, InterruptedException {
        var before = home.snapshots();
        long start = System.nanoTime();
        var process = program.start(home.home, List.of(), verb.words(home));
        long usual = times.getOrDefault(verb, USUAL_NANOS);
        // The first part of the time is Java's, where nothing has begun.
        long delay = usual / 4 + random.nextLong(usual * 3 / 4);
        boolean ended = process.waitFor(delay, TimeUnit.NANOSECONDS);
        long took = System.nanoTime() - start;
        process.destroyForcibly();
        int code = process.waitFor();
        story.add("%s %s after %,d µs".formatted(verb, ended ? "ended" : "killed", took / 1000));
        if (ended) {
            times.put(verb, took);
            // A run that was killed before it has left its marker, and prune waits for its end.
            boolean waits = verb == Verb.PRUNE
                    && story.stream().anyMatch(told -> told.contains(" killed "))
                    && said(home).contains(" wait for the end of run ");
            var expected = waits ? ExitCode.PARTIAL : ExitCode.OK;
            assertEquals(expected.number(), code, () -> said(home));
        }
        requireNothingLost(home, verb, before);
        return !ended;
    }

    private String said(LivingHome home) {
        try {
            return program.errors(home.home);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void requireNothingLost(LivingHome home, Verb verb, Set<String> before)
            throws IOException {
        var after = home.snapshots();
        switch (verb) {
            case BACKUP -> assertTrue(after.containsAll(before), "a snapshot is lost");
            case FORGET -> {
                assertTrue(before.containsAll(after), "a snapshot came from nowhere");
                assertTrue(after.size() >= Math.min(2, before.size()), "too much is forgotten");
            }
            case PRUNE, COPY -> assertEquals(before, after);
        }
    }

    private static Verb pick(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Verb.FORGET;
            case 2, 3 -> Verb.PRUNE;
            case 4, 5 -> Verb.COPY;
            default -> Verb.BACKUP;
        };
    }
}
