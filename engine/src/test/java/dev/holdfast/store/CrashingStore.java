package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A store as a process sees it that dies: after a number of puts and deletes nothing works
/// any more. What was acknowledged stays in the store underneath, which the next process
/// gets; the call that was under way may or may not have had its effect.
public final class CrashingStore implements BlobStore {

    /// Whether the last call still reaches the store.
    public enum LastCall {
        LOST,
        DONE
    }

    private final BlobStore store;
    private final int changes;
    private final LastCall last;
    private final AtomicInteger changed = new AtomicInteger();

    /// Lets `changes` puts and deletes through; the next one is the last.
    public CrashingStore(BlobStore store, int changes, LastCall last) {
        this.store = store;
        this.changes = changes;
        this.last = last;
    }

    public boolean hasCrashed() {
        return changed.get() > changes;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        if (mustCrash()) {
            if (isLastAndDone()) {
                var _ = store.putIfAbsent(key, body);
            }
            throw new CrashedException();
        }
        return store.putIfAbsent(key, body);
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        check();
        return store.open(key);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        check();
        return store.open(key, offset, length);
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        check();
        return store.findSize(key);
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        check();
        return store.list(area, after, limit);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        if (mustCrash()) {
            if (isLastAndDone()) store.delete(key);
            throw new CrashedException();
        }
        store.delete(key);
    }

    /// Leaves the store underneath open for the next process.
    @Override
    public void close() {}

    private boolean mustCrash() {
        return changed.incrementAndGet() > changes;
    }

    private boolean isLastAndDone() {
        return changed.get() == changes + 1 && last == LastCall.DONE;
    }

    private void check() throws CrashedException {
        if (hasCrashed()) throw new CrashedException();
    }

    /// The process that used the store is dead.
    public static final class CrashedException extends IOException {

        CrashedException() {
            super("crashed on purpose");
        }
    }
}
