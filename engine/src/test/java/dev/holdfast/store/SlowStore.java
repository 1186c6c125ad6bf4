package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A store far away: every call takes its time, and it remembers how many were under way
/// at once.
public final class SlowStore implements BlobStore {

    private final BlobStore store;
    private final Duration latency;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger underWayMax = new AtomicInteger();

    public SlowStore(BlobStore store, Duration latency) {
        this.store = store;
        this.latency = latency;
    }

    /// The largest number of calls that were under way at once.
    public int underWayMax() {
        return underWayMax.get();
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        return slowly(() -> store.putIfAbsent(key, body));
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return slowly(() -> store.open(key));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return slowly(() -> store.open(key, offset, length));
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        return this.<@Nullable Long>slowly(() -> store.findSize(key));
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        return slowly(() -> store.list(area, after, limit));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        this.<@Nullable Void>slowly(() -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private <T extends @Nullable Object> T slowly(Call<T> call) throws IOException {
        int now = underWay.incrementAndGet();
        underWayMax.accumulateAndGet(now, Math::max);
        try {
            Thread.sleep(latency);
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            underWay.decrementAndGet();
        }
    }

    private interface Call<T extends @Nullable Object> {

        T run() throws IOException;
    }
}
