package dev.holdfast.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

@Timeout(60)
final class OrderedStageTest {

    @Test
    void resultsComeInTheOrderOfTheInputs() throws Exception {
        var random = Seeds.random("resultsComeInTheOrderOfTheInputs");
        for (int round = 0; round < Seeds.repeat(5); round++) {
            var pauses = random.ints(500, 0, 200_000).toArray();
            var taken = new ArrayList<Integer>();
            try (var scope = Scope.open("test")) {
                var stage = OrderedStage.<Integer, Integer>open(
                        scope, "work", 4, 16, Long.MAX_VALUE, _ -> 1, i -> {
                            long until = System.nanoTime() + pauses[i];
                            while (System.nanoTime() < until) Thread.onSpinWait();
                            return i;
                        });
                scope.fork("take", () -> stage.drain(taken::add));
                for (int i = 0; i < pauses.length; i++) stage.submit(i);
                stage.end();
                scope.join();
                assertNull(stage.take());
            }
            assertEquals(IntStream.range(0, pauses.length).boxed().toList(), taken);
        }
    }

    @Test
    void asManyWorkersWorkAtOnceAsWereAsked() throws Exception {
        var barrier = new CyclicBarrier(3);
        try (var scope = Scope.open("test")) {
            var stage = OrderedStage.<Integer, Integer>open(
                    scope, "work", 3, 16, Long.MAX_VALUE, _ -> 1, i -> {
                        try {
                            barrier.await();
                        } catch (BrokenBarrierException e) {
                            throw new IOException(e);
                        }
                        return i;
                    });
            for (int i = 0; i < 6; i++) stage.submit(i);
            stage.end();
            int count = 0;
            while (stage.take() != null) count++;
            assertEquals(6, count);
            scope.join();
        }
    }

    @Test
    void whatIsUnderWayIsBoundedByCountAndWeight() throws Exception {
        var underWay = new AtomicInteger();
        var weight = new AtomicLong();
        var most = new AtomicInteger();
        var heaviest = new AtomicLong();
        try (var scope = Scope.open("test")) {
            var stage = OrderedStage.<Long, Long>open(
                    scope, "work", 4, 8, 100, Long::longValue, i -> i);
            scope.fork(
                    "take",
                    () -> stage.drain(i -> {
                        underWay.decrementAndGet();
                        weight.addAndGet(-i);
                    }));
            for (int i = 0; i < 2000; i++) {
                long heavy = i % 50;
                stage.submit(heavy);
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                heaviest.accumulateAndGet(weight.addAndGet(heavy), Math::max);
            }
            stage.end();
            scope.join();
        }
        // One more may have been taken and not yet counted off.
        assertTrue(most.get() <= 9, most + " under way");
        assertTrue(heaviest.get() <= 150, heaviest + " under way");
    }

    @Test
    void anInputHeavierThanTheLimitGoesThroughAlone() throws Exception {
        try (var scope = Scope.open("test")) {
            var stage = OrderedStage.<Long, Long>open(
                    scope, "work", 2, 8, 100, Long::longValue, i -> i);
            var taken = new ArrayList<Long>();
            scope.fork("take", () -> stage.drain(taken::add));
            for (long i : new long[] {1, 1000, Long.MAX_VALUE, 2}) stage.submit(i);
            stage.end();
            scope.join();
            assertEquals(List.of(1L, 1000L, Long.MAX_VALUE, 2L), taken);
        }
    }

    @Test
    void aFailingWorkerStopsTheSubmitterWhoOwnsTheScope() {
        var failure = new IOException("compression failed");
        var thrown = assertThrows(IOException.class, () -> {
            try (var scope = Scope.open("test")) {
                var stage =
                        OrderedStage.<Integer, Integer>open(scope, "work", 2, 8, 100, _ -> 1, i -> {
                            if (i == 5) throw failure;
                            return i;
                        });
                scope.fork("take", () -> stage.drain(_ -> {}));
                for (int i = 0; ; i++) stage.submit(i);
            }
        });
        assertSame(failure, thrown);
    }

    @Test
    void aFailingTakerStopsTheSubmitterWhoOwnsTheScope() {
        for (int round = 0; round < Seeds.repeat(20); round++) {
            var failure = new IOException("the store failed");
            var thrown = assertThrows(IOException.class, () -> {
                try (var scope = Scope.open("test")) {
                    var stage = OrderedStage.<Integer, Integer>open(
                            scope, "work", 2, 4, 100, _ -> 1, i -> i);
                    scope.fork("take", () -> {
                        for (int i = 0; i < 10; i++) {
                            var _ = stage.take();
                        }
                        throw failure;
                    });
                    for (int i = 0; ; i++) stage.submit(i);
                }
            });
            assertSame(failure, thrown);
        }
    }

    @Test
    void aStageWithoutInputsEnds() throws Exception {
        try (var scope = Scope.open("test")) {
            var stage =
                    OrderedStage.<Integer, Integer>open(scope, "work", 2, 4, 100, _ -> 1, i -> i);
            stage.end();
            stage.end();
            assertNull(stage.take());
            assertThrows(IllegalStateException.class, () -> stage.submit(1));
            scope.join();
        }
    }
}
