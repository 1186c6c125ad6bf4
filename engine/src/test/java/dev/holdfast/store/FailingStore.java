package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;

/// A store behind a bad line: calls fail at random before they reach it, or after they had
/// their effect; streams break in the middle.
public final class FailingStore implements BlobStore {

    private final BlobStore store;
    private final Random random;
    private final double probability;
    private int failures;

    public FailingStore(BlobStore store, Random random, double probability) {
        this.store = store;
        this.random = random;
        this.probability = probability;
    }

    /// How often it has failed so far.
    public synchronized int failures() {
        return failures;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        mayFail("before put " + key);
        var put = store.putIfAbsent(key, body);
        mayFail("after put " + key);
        return put;
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        mayFail("get " + key);
        return broken(key, store.open(key));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        mayFail("get " + key);
        return broken(key, store.open(key, offset, length));
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        mayFail("size of " + key);
        return store.findSize(key);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        mayFail("list " + area);
        return store.list(area, after, limit);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        mayFail("before delete " + key);
        store.delete(key);
        mayFail("after delete " + key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private synchronized void mayFail(String when) throws StoreUnavailableException {
        if (random.nextDouble() < probability) {
            failures++;
            throw new StoreUnavailableException("on purpose, " + when);
        }
    }

    private InputStream broken(BlobKey key, InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                mayFail("within " + key);
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                mayFail("within " + key);
                // A few bytes at a time, so that most breaks are in the middle.
                return super.read(target, offset, Math.min(length, 1 + length / 3));
            }
        };
    }
}
