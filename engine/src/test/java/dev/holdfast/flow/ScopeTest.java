package dev.holdfast.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
final class ScopeTest {

    @Test
    void joinWaitsForEveryThread() throws Exception {
        var done = new AtomicInteger();
        try (var scope = Scope.open("test")) {
            for (int i = 0; i < 10; i++) {
                scope.fork("platform " + i, done::incrementAndGet);
                scope.forkWaiting("virtual " + i, () -> {
                    Thread.sleep(5);
                    done.incrementAndGet();
                });
            }
            scope.join();
            assertEquals(20, done.get());
        }
    }

    @Test
    void computingThreadsArePlatformThreadsAndWaitingOnesVirtual() throws Exception {
        var virtual = new AtomicInteger();
        Task count = () -> virtual.addAndGet(Thread.currentThread().isVirtual() ? 1 : 100);
        Scope.computing(3, count);
        assertEquals(300, virtual.get());
        Scope.waiting(4, count);
        assertEquals(304, virtual.get());
    }

    @Test
    void theFirstFailureComesOutAndTheOthersAreInterrupted() {
        var interrupted = new AtomicInteger();
        var started = new CountDownLatch(4);
        var failure = new IOException("the first");
        var thrown = assertThrows(IOException.class, () -> {
            try (var scope = Scope.open("test")) {
                for (int i = 0; i < 4; i++) {
                    scope.fork("sleeper " + i, () -> {
                        started.countDown();
                        try {
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            throw e;
                        }
                    });
                }
                scope.fork("failing", () -> {
                    started.await();
                    throw failure;
                });
                scope.join();
            }
        });
        assertSame(failure, thrown);
        assertEquals(0, thrown.getSuppressed().length);
        assertEquals(4, interrupted.get());
    }

    @Test
    void aSecondRealFailureIsNotLost() {
        var first = new IOException("the first");
        var thrown = assertThrows(IOException.class, () -> {
            try (var scope = Scope.open("test")) {
                var started = new CountDownLatch(1);
                scope.fork("second", () -> {
                    started.countDown();
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        throw new IOException("the second", e);
                    }
                });
                scope.fork("first", () -> {
                    started.await();
                    throw first;
                });
                scope.join();
            }
        });
        assertSame(first, thrown);
        assertEquals("the second", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void errorsAndProgrammersMistakesComeOutAsTheyAre() {
        assertThrows(
                StackOverflowError.class,
                () -> Scope.computing(2, () -> {
                    throw new StackOverflowError();
                }));
        assertThrows(
                IllegalStateException.class,
                () -> Scope.waiting(2, () -> {
                    throw new IllegalStateException();
                }));
    }

    @Test
    void closeWithoutJoinInterruptsAndWaits() throws Exception {
        var ended = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        try (var scope = Scope.open("test")) {
            scope.fork("sleeper", () -> {
                started.countDown();
                try {
                    Thread.sleep(60_000);
                } finally {
                    Thread.interrupted();
                    Thread.sleep(50);
                    ended.countDown();
                }
            });
            started.await();
        }
        assertEquals(0, ended.getCount());
    }

    @Test
    void aScopeThatFailedStartsNothing() throws Exception {
        var ran = new AtomicInteger();
        try (var scope = Scope.open("test")) {
            scope.fork("failing", () -> {
                throw new IOException("on purpose");
            });
            assertThrows(IOException.class, scope::join);
            scope.fork("late", ran::incrementAndGet);
            assertThrows(IOException.class, scope::join);
        }
        assertEquals(0, ran.get());
    }

    @Test
    void anInterruptedOwnerLeavesNoThreadBehind() throws Exception {
        var running = new AtomicInteger();
        var started = new CountDownLatch(1);
        var outcome = new InterruptedException[1];
        var owner = Thread.ofPlatform().start(() -> {
            try (var scope = Scope.open("test")) {
                scope.fork("sleeper", () -> {
                    running.incrementAndGet();
                    started.countDown();
                    try {
                        Thread.sleep(60_000);
                    } finally {
                        running.decrementAndGet();
                    }
                });
                scope.join();
            } catch (InterruptedException e) {
                outcome[0] = e;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        started.await();
        owner.interrupt();
        owner.join();
        assertNotNull(outcome[0]);
        assertEquals(0, running.get());
    }

    @Test
    void threadsAreNamedAfterTheirScopeAndTask() throws Exception {
        var name = new String[1];
        try (var scope = Scope.open("backup home")) {
            scope.fork("seal", () -> name[0] = Thread.currentThread().getName());
            scope.join();
        }
        assertEquals("backup home/seal", name[0]);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
