package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Limits and metering change nothing about a store.
final class DecoratedStoreTest {

    private final AtomicLong now = new AtomicLong(5_000_000_000L);

    private void pass(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    @Nested
    final class Metered extends BlobStoreContract {

        @Override
        protected BlobStore store() {
            return new MeteredStore(new MemoryStore(), new StoreTraffic());
        }
    }

    @Nested
    final class Limited extends BlobStoreContract {

        @Override
        protected BlobStore store() {
            var throttle = new Throttle(1_000_000, now::get, DecoratedStoreTest.this::pass);
            return new LimitedStore(new MemoryStore(), throttle, throttle);
        }
    }

    @Test
    void bytesGoNoFasterThanTheLimitAndHardlySlower() throws IOException {
        var upload = new Throttle(1_000_000, now::get, this::pass);
        var download = new Throttle(250_000, now::get, this::pass);
        var store = new LimitedStore(new MemoryStore(), upload, download);
        var bytes = BlobStoreContract.bytes(3_000_000);
        var key = BlobStoreContract.pack(bytes);

        long start = now.get();
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        assertTook(3.0, start);
        start = now.get();
        assertArrayEquals(bytes, store.get(key, bytes.length));
        assertTook(12.0, start);
        start = now.get();
        var _ = store.list(BlobArea.PACKS, null, 10);
        assertEquals(start, now.get());
    }

    @Test
    void unusedTimeIsNotSavedUp() throws IOException {
        var store = new LimitedStore(
                new MemoryStore(), new Throttle(1_000_000, now::get, this::pass), null);
        now.addAndGet(3_600_000_000_000L);
        long start = now.get();
        var bytes = BlobStoreContract.bytes(2_000_000);
        var _ = store.putIfAbsent(BlobStoreContract.pack(bytes), BlobBody.of(bytes));
        assertTook(2.0, start);
    }

    @Test
    void theMeterCountsRequestsAndBytesOfBothDirections() throws IOException {
        var traffic = new StoreTraffic();
        var store = new MeteredStore(new MemoryStore(), traffic);
        var bytes = BlobStoreContract.bytes(1000);
        var key = BlobStoreContract.pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        var _ = store.get(key, 1000);
        store.read(key, 10, new byte[50], 0, 50);
        var _ = store.findSize(key);
        var _ = store.list(BlobArea.PACKS, null, 10);
        store.delete(key);
        assertEquals(6, traffic.requests());
        assertEquals(2, traffic.requests(StoreCall.GET));
        assertEquals(1000, traffic.sent());
        assertEquals(1050, traffic.received());
    }

    /// Seconds of the test's clock, less what may pass at once.
    private void assertTook(double seconds, long start) {
        double took = (now.get() - start) / 1e9;
        assertTrue(took >= seconds - 0.11 && took <= seconds + 0.01, took + " s");
    }
}
