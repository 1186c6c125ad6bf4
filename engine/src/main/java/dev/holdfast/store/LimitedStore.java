package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Sends and fetches no faster than its owner's network may be used.
public final class LimitedStore implements BlobStore {

    private final BlobStore store;
    private final @Nullable Throttle upload;
    private final @Nullable Throttle download;

    /// Limits one direction, or both; null does not limit.
    public LimitedStore(BlobStore store, @Nullable Throttle upload, @Nullable Throttle download) {
        this.store = store;
        this.upload = upload;
        this.download = download;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        var throttle = upload;
        return store.putIfAbsent(key, throttle == null ? body : new SlowBody(body, throttle));
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return slow(store.open(key));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return slow(store.open(key, offset, length));
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        return store.findSize(key);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        return store.list(area, after, limit);
    }

    @Override
    public int pagesAtOnce() {
        return store.pagesAtOnce();
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public boolean isExclusive() throws IOException {
        return store.isExclusive();
    }

    @Override
    public void removeLeftovers() throws IOException {
        store.removeLeftovers();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }

    private InputStream slow(InputStream in) {
        return download == null ? in : download.slow(in);
    }

    private record SlowBody(BlobBody body, Throttle throttle) implements BlobBody {

        @Override
        public long size() {
            return body.size();
        }

        @Override
        public InputStream open() throws IOException {
            return throttle.slow(body.open());
        }

        @Override
        public InputStream peek() throws IOException {
            return body.peek();
        }
    }
}
