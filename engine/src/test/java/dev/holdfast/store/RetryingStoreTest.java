package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// A store behind a line on which one call in four fails keeps the whole contract.
final class RetryingStoreTest extends BlobStoreContract {

    private final Random random = Seeds.random("RetryingStoreTest");
    private final List<Retry> retries = new ArrayList<>();

    @Override
    protected BlobStore store() {
        return retrying(new FailingStore(new MemoryStore(), random, 0.25), 60);
    }

    /// Through a bad line nobody knows who stored, only that it is there.
    @Override
    protected void expectStored(Put put) {
        assertTrue(put == Put.STORED || put == Put.EXISTED);
    }

    @Override
    protected void expectOneStored(int stored) {
        assertTrue(stored == 0 || stored == 1);
    }

    @Test
    void aStoreThatNeverAnswersIsGivenUpAfterTheLastAttempt() {
        var failing = new FailingStore(new MemoryStore(), random, 1);
        var store = retrying(failing, 5);
        assertThrows(StoreUnavailableException.class, () -> store.findSize(BlobKey.descriptor()));
        assertEquals(5, failing.failures());
        assertEquals(4, retries.size());
        assertEquals(List.of(1, 2, 3, 4), retries.stream().map(Retry::failures).toList());
        assertTrue(retries.getFirst().call().contains("holdfast.json"));
    }

    @Test
    void whatIsNotAnOutageIsNotTriedAgain() {
        var store = retrying(new MemoryStore(), 5);
        assertThrows(
                BlobMissingException.class,
                () -> store.open(BlobKey.descriptor()).close());
        assertEquals(List.of(), retries);
    }

    @Test
    void aStreamThatBreaksGoesOnWhereItWas() throws IOException {
        for (int round = 0; round < Seeds.repeat(30); round++) {
            var memory = new MemoryStore();
            var bytes = bytes(200_000);
            var _ = memory.putIfAbsent(pack(bytes), BlobBody.of(bytes));
            var failing = new FailingStore(memory, random, 0.3);
            var store = retrying(failing, 60);
            assertArrayEquals(bytes, store.get(pack(bytes), bytes.length));
            try (var in = store.open(pack(bytes), 1000, 150_000)) {
                assertArrayEquals(Arrays.copyOfRange(bytes, 1000, 151_000), in.readAllBytes());
            }
            assertTrue(failing.failures() > 0);
        }
    }

    @Test
    void aStreamThatNeverComesToAByteIsGivenUp() throws IOException {
        var memory = new MemoryStore();
        var _ = memory.putIfAbsent(BlobKey.descriptor(), BlobBody.of(new byte[10]));
        var broken = new BrokenStreams(memory);
        var store = retrying(broken, 4);
        assertThrows(StoreUnavailableException.class, () -> store.get(BlobKey.descriptor(), 10));
        assertEquals(4, broken.opened);
    }

    @Test
    void pausesGrowUpToTheLongestAndAreNeverEqualForAll() {
        var policy = new RetryPolicy(
                100, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMinutes(1));
        for (int failures = 1; failures < 100; failures++) {
            var pause = policy.pause(failures, random);
            long most = Math.min(2000, 100L << Math.min(failures - 1, 20));
            assertTrue(pause.toMillis() >= most / 2 && pause.toMillis() <= most);
        }
    }

    @Test
    void noAttemptBeginsWhenTheTotalTimeIsOver() {
        var now = new AtomicLong();
        var failing = new FailingStore(new MemoryStore(), random, 1);
        var policy = new RetryPolicy(
                1000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(20));
        var store = new RetryingStore(
                failing,
                policy,
                random,
                now::get,
                pause -> now.addAndGet(pause.toNanos() + 1_000_000_000),
                retries::add);
        assertThrows(StoreUnavailableException.class, () -> store.findSize(BlobKey.descriptor()));
        assertTrue(now.get() <= 21_000_000_000L, now + " ns");
        assertTrue(failing.failures() >= 10, failing.failures() + " attempts");
    }

    @Test
    void anInterruptedPauseEndsTheCallAndKeepsTheInterruption() {
        var failing = new FailingStore(new MemoryStore(), random, 1);
        var store = new RetryingStore(
                failing,
                RetryPolicy.USUAL,
                random,
                () -> 0,
                _ -> {
                    throw new InterruptedException();
                },
                retries::add);
        assertThrows(InterruptedIOException.class, () -> store.findSize(BlobKey.descriptor()));
        assertTrue(Thread.interrupted());
    }

    private RetryingStore retrying(BlobStore store, int attempts) {
        var policy = new RetryPolicy(
                attempts, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMinutes(1));
        return new RetryingStore(store, policy, random, () -> 0, _ -> {}, retry -> {
            synchronized (retries) {
                retries.add(retry);
            }
        });
    }

    /// Streams that fail before their first byte.
    private static final class BrokenStreams extends ForwardingStore {

        private int opened;

        BrokenStreams(MemoryStore store) {
            super(store);
        }

        @Override
        public InputStream open(BlobKey key) {
            opened++;
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new StoreUnavailableException("on purpose");
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return read();
                }
            };
        }

        @Override
        public InputStream open(BlobKey key, long offset, long length) {
            return open(key);
        }
    }
}
