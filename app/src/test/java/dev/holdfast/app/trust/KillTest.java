package dev.holdfast.app.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The real program dies by `kill -9` at random moments: invariants I1, I2, I3 and I5.
final class KillTest {

    private static final int LANES = 2;

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
        int runs = Effort.count(30, 2000);
        var lane = new AtomicInteger();
        try (var tally = Tally.of(KillTest.class, "I1 I2 I3 I5", "runs ended by kill -9")) {
            Scope.computing(LANES, () -> {
                int number = lane.getAndIncrement();
                var random = Seeds.random("KillTest" + number);
                var home = LivingHome.make(scratch.path().resolve("home" + number), random);
                var times = new EnumMap<Verb, Long>(Verb.class);
                while (tally.count() < runs) {
                    if (killOne(home, random, times)) tally.one();
                }
            });
            tally.passed();
        }
    }

    /// Whether it was still running when it was killed.
    private boolean killOne(LivingHome home, Random random, Map<Verb, Long> times)
            throws IOException, InterruptedException {
        home.change();
        var verb = pick(random);
        if (verb != Verb.BACKUP) home.backUp();
        var before = home.snapshots();
        var words = verb.words(home);
        long start = System.nanoTime();
        var process = program.start(home.home, List.of(), words);
        long usual = times.getOrDefault(verb, 600_000_000L);
        // The first part of the time is Java's, where nothing has begun.
        long delay = usual / 4 + random.nextLong(usual);
        boolean ended = process.waitFor(delay, TimeUnit.NANOSECONDS);
        long took = System.nanoTime() - start;
        process.destroyForcibly();
        int code = process.waitFor();
        if (ended) {
            times.put(verb, took);
            assertEquals(0, code, () -> said(home));
        }
        try {
            requireNothingLost(home, verb, before);
            home.requireSound();
            home.backUp();
            home.require(words);
            home.requireSound();
            home.requireTidy();
            if (random.nextInt(10) == 0) home.requireRestores();
        } catch (AssertionError e) {
            throw new AssertionError(
                    "%s, killed after %,d µs: %s".formatted(verb, took / 1000, e.getMessage()), e);
        }
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
