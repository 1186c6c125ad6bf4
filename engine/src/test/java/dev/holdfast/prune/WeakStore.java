package dev.holdfast.prune;

import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A store that says of itself that a late put may replace what is there.
record WeakStore(BlobStore store) implements BlobStore {

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        return store.putIfAbsent(key, body);
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return store.open(key);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return store.open(key, offset, length);
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
    public void delete(BlobKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public boolean isExclusive() {
        return false;
    }

    @Override
    public void close() {}
}
