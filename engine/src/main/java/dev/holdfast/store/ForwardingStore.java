package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A store in front of another one: what it has nothing to add to, the other one does.
public abstract class ForwardingStore implements BlobStore {

    /// Who does the work.
    protected final BlobStore store;

    protected ForwardingStore(BlobStore store) {
        this.store = store;
    }

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
    public boolean isKnownWeak() {
        return store.isKnownWeak();
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
}
