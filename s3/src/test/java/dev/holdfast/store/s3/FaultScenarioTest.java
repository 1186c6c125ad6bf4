package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.Fault;
import dev.holdfast.testkit.FaultProxy;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Every fault with every request of a [FaultScenario].
///
/// There are some 1,600 pairs. `-Ptrust` runs all of them, in about twenty minutes. Every
/// other build takes one diagonal: request n meets fault (n + d) modulo their number, where d is
/// drawn. So each build covers every request once and every fault several times, and as many
/// builds as there are faults cover every pair.
final class FaultScenarioTest {

    /// What another attempt makes good, whichever request it befalls.
    private static final Set<Fault> PASSING = EnumSet.of(
            Fault.INTERNAL_ERROR,
            Fault.SLOW_DOWN,
            Fault.TOO_MANY_REQUESTS,
            Fault.RESET,
            Fault.LOST_ANSWER,
            Fault.DONE_REPORTED_FAILED,
            Fault.LOST_REPORTED_DONE,
            Fault.NO_ANSWER,
            Fault.STALLED_BODY,
            Fault.CUT_BODY,
            Fault.WRONG_RANGE);

    /// Those of servers, which have tests of their own.
    private static final Set<Fault> OF_SERVERS =
            EnumSet.of(Fault.NO_CONDITIONS, Fault.CONDITION_IGNORED);

    private static final List<Fault> FAULTS =
            List.copyOf(EnumSet.complementOf(EnumSet.copyOf(OF_SERVERS)));

    private static final int AT_ONCE = 4;

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static @Nullable LocalS3 server;

    @TempDir
    Path directory = Path.of("");

    /// The fault, and how many requests that it could befall come before the one it does.
    private record Pair(Fault fault, int skipped) {}

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @Test
    void i2I6WhateverFaultMeetsARequestNothingIsWrongAndNoFailureIsCalledASuccess()
            throws Exception {
        int drawn = Seeds.random("FaultScenarioTest").nextInt(FAULTS.size());
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < (Effort.isFull() ? FAULTS.size() : 1); i++) {
            pairs.addAll(pairs((drawn + i) % FAULTS.size()));
        }
        var what = "requests to a bucket that met a fault";
        try (var tally = Tally.of(FaultScenarioTest.class, "I2 I6", what)) {
            everyPairHolds(pairs, tally);
            tally.passed();
        }
    }

    /// One pair for each request of a run in which nothing goes wrong.
    private List<Pair> pairs(int diagonal) throws IOException, InterruptedException {
        try (var proxy = FaultProxy.open(server().endpoint())) {
            new FaultScenario(directory, RUNS.incrementAndGet()).run(proxy);
            var pairs = new ArrayList<Pair>();
            var seen = proxy.seen();
            for (int n = 0; n < seen.size(); n++) {
                // The next fault of the round that can befall this request at all.
                int from = n + diagonal;
                while (!seen.get(n).canMeet(FAULTS.get(from % FAULTS.size()))) from++;
                var fault = FAULTS.get(from % FAULTS.size());
                int skipped = (int) seen.subList(0, n).stream()
                        .filter(before -> before.canMeet(fault))
                        .count();
                pairs.add(new Pair(fault, skipped));
            }
            return pairs;
        }
    }

    private void everyPairHolds(List<Pair> pairs, Tally tally) throws Exception {
        var waiting = new ConcurrentLinkedQueue<>(pairs);
        Scope.computing(AT_ONCE, () -> {
            for (var pair = waiting.poll(); pair != null; pair = waiting.poll()) {
                holds(pair);
                tally.one();
            }
        });
    }

    private void holds(Pair pair) throws IOException, InterruptedException {
        var scenario = new FaultScenario(directory, RUNS.incrementAndGet());
        try (var proxy = FaultProxy.open(server().endpoint())) {
            proxy.inject(_ -> true, pair.skipped(), pair.fault());
            try {
                scenario.run(proxy);
            } catch (IOException e) {
                assertTrue(
                        !PASSING.contains(pair.fault()), () -> pair + " was not made good: " + e);
            } catch (AssertionError e) {
                throw new AssertionError(pair + ": " + e.getMessage(), e);
            }
        }
        try {
            scenario.everyClaimHolds(server());
        } catch (IOException | AssertionError e) {
            throw new AssertionError("after " + pair + ": " + e.getMessage(), e);
        }
    }

    private static LocalS3 server() {
        if (server == null) throw new IllegalStateException("no server");
        return server;
    }
}
