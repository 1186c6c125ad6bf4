package dev.holdfast.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(60)
final class ChannelTest {

    @Test
    void thingsComeOutInOrderAndThenNull() throws Exception {
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Integer>in(scope, 10);
            for (int i = 0; i < 10; i++) channel.put(i);
            channel.end();
            channel.end();
            var taken = new ArrayList<Integer>();
            channel.drain(taken::add);
            assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), taken);
            assertNull(channel.take());
        }
    }

    @Test
    void aFullChannelHoldsThePutterBack() throws Exception {
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Integer>in(scope, 3);
            var put = new AtomicInteger();
            scope.fork("put", () -> {
                for (int i = 0; i < 100; i++) {
                    channel.put(i);
                    put.incrementAndGet();
                }
                channel.end();
            });
            int taken = 0;
            while (channel.take() != null) {
                taken++;
                // The one that is being put may have been counted or not.
                assertTrue(put.get() <= taken + 4);
            }
            scope.join();
            assertEquals(100, taken);
        }
    }

    @Test
    void whoCannotBeInterruptedKeepsTheInterruptForLater() throws Exception {
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Integer>in(scope, 3);
            var main = Thread.currentThread();
            scope.fork("put", () -> {
                main.interrupt();
                channel.put(1);
                channel.end();
            });
            assertEquals(1, channel.takeUninterruptibly());
            assertNull(channel.takeUninterruptibly());
            assertTrue(Thread.interrupted());
            scope.join();
        }
    }

    @Test
    void takingUninterruptiblyFromAClosedScopeEnds() {
        var scope = Scope.open("test");
        var channel = Channel.<Integer>in(scope, 3);
        scope.close();
        assertThrows(InterruptedIOException.class, channel::takeUninterruptibly);
    }

    @Test
    void weightIsBoundedToo() throws Exception {
        try (var scope = Scope.open("test")) {
            var waiting = new AtomicLong();
            var highest = new AtomicLong();
            var channel = Channel.<Long>in(scope, 1000, 100, Long::longValue);
            scope.fork("put", () -> {
                for (long i = 0; i < 1000; i++) {
                    long weight = i % 40;
                    channel.put(weight);
                    highest.accumulateAndGet(waiting.addAndGet(weight), Math::max);
                }
                channel.end();
            });
            channel.drain(weight -> waiting.addAndGet(-weight));
            scope.join();
            assertEquals(0, waiting.get());
            // Plus what the taker holds and has not counted, and what is counted late.
            assertTrue(highest.get() <= 100 + 2 * 40, "weight " + highest);
        }
    }

    @Test
    void aThingHeavierThanTheChannelGoesThroughAlone() throws Exception {
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Long>in(scope, 10, 100, Long::longValue);
            scope.fork("put", () -> {
                channel.put(1L);
                channel.put(1_000_000L);
                channel.put(Long.MAX_VALUE);
                channel.put(2L);
                channel.end();
            });
            var taken = new ArrayList<Long>();
            channel.drain(taken::add);
            assertEquals(List.of(1L, 1_000_000L, Long.MAX_VALUE, 2L), taken);
        }
    }

    @Test
    void manyPuttersAndTakersLoseNothing() throws Exception {
        var sum = new AtomicLong();
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Integer>in(scope, 7);
            scope.fork("put", () -> {
                Scope.computing(4, () -> {
                    for (int i = 1; i <= 1000; i++) channel.put(i);
                });
                channel.end();
            });
            scope.fork("take", () -> Scope.waiting(3, () -> channel.drain(sum::addAndGet)));
            scope.join();
        }
        assertEquals(4 * 500_500L, sum.get());
    }

    @Test
    void theOwnerWaitingForRoomGetsTheFailureOfTheTaker() {
        var failure = new IOException("the store failed");
        var thrown = assertThrows(IOException.class, () -> {
            try (var scope = Scope.open("test")) {
                var channel = Channel.<Integer>in(scope, 1);
                scope.fork("take", () -> {
                    var _ = channel.take();
                    throw failure;
                });
                while (true) channel.put(1);
            }
        });
        assertSame(failure, thrown);
    }

    @Test
    void theOwnerWaitingForMoreGetsTheFailureOfThePutter() {
        var failure = new IOException("the source failed");
        var thrown = assertThrows(IOException.class, () -> {
            try (var scope = Scope.open("test")) {
                var channel = Channel.<Integer>in(scope, 1);
                scope.fork("put", () -> {
                    channel.put(1);
                    throw failure;
                });
                while (true) {
                    var _ = channel.take();
                }
            }
        });
        assertSame(failure, thrown);
    }

    @Test
    void aChannelOfAScopeThatFailedIsBrokenFromTheStart() throws Exception {
        try (var scope = Scope.open("test")) {
            scope.fork("failing", () -> {
                throw new IOException("on purpose");
            });
            assertThrows(IOException.class, scope::join);
            var channel = Channel.<Integer>in(scope, 1);
            assertThrows(IOException.class, () -> channel.put(1));
            assertThrows(IOException.class, channel::take);
        }
    }

    @Test
    void anInterruptedPutterPutsNothing() throws Exception {
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Integer>in(scope, 1);
            channel.put(1);
            var outcome = new CountDownLatch(1);
            var putter = Thread.ofPlatform().start(() -> {
                try {
                    channel.put(2);
                } catch (InterruptedException e) {
                    outcome.countDown();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            putter.interrupt();
            putter.join();
            assertEquals(0, outcome.getCount());
            channel.end();
            assertEquals(1, channel.take());
            assertNull(channel.take());
        }
    }

    @Test
    void puttingAfterTheEndIsAMistake() throws Exception {
        try (var scope = Scope.open("test")) {
            var channel = Channel.<Integer>in(scope, 1);
            channel.end();
            assertThrows(IllegalStateException.class, () -> channel.put(1));
        }
    }
}
