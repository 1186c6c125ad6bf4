package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/// Sends and fetches no faster than its owner's network may be used.
public final class LimitedStore extends ForwardingStore {

    private final @Nullable Throttle upload;
    private final @Nullable Throttle download;

    /// Limits one direction, or both; null does not limit.
    public LimitedStore(BlobStore store, @Nullable Throttle upload, @Nullable Throttle download) {
        super(store);
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
