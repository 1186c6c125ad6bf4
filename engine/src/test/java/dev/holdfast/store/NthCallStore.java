package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A store of which one call fails, for a reason that no retry helps against: a full or
/// broken disk, no memory, no descriptor.
public final class NthCallStore implements BlobStore {

    /// Whether the failing call reaches the store underneath.
    public enum Effect {
        NONE,
        DONE
    }

    private final BlobStore store;
    private final int fails;
    private final Effect effect;
    private final AtomicInteger calls = new AtomicInteger();

    /// Lets call number `fails`, from 1 on, fail.
    public NthCallStore(BlobStore store, int fails, Effect effect) {
        this.store = store;
        this.fails = fails;
        this.effect = effect;
    }

    public boolean hasFailed() {
        return calls.get() >= fails;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        return call("put " + key, () -> store.putIfAbsent(key, body));
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return call("get " + key, () -> store.open(key));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return call("get " + key, () -> store.open(key, offset, length));
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        return this.<@Nullable Long>call("size of " + key, () -> store.findSize(key));
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        return call("list " + area, () -> store.list(area, after, limit));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        this.<@Nullable Void>call("delete " + key, () -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public void close() {}

    private interface Call<T extends @Nullable Object> {

        T run() throws IOException;
    }

    private <T extends @Nullable Object> T call(String what, Call<T> call) throws IOException {
        if (calls.incrementAndGet() != fails) return call.run();
        if (effect == Effect.DONE) {
            var _ = call.run();
        }
        throw new IOException("on purpose: " + what);
    }
}
