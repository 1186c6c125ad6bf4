package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Tries again what failed with [StoreUnavailableException], and only that. Five operations
/// that do no harm when repeated are what makes this right (invariant I4): a put whose
/// answer was lost comes back as [Put#EXISTED].
///
/// A stream that breaks in the middle goes on from there with a new request.
public final class RetryingStore extends ForwardingStore {

    private final RetryPolicy policy;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private final Consumer<Retry> listener;

    /// `random` must be safe for use by several threads, as `SecureRandom` is; `nanoTime` is
    /// a clock that never goes back: `System::nanoTime`.
    public RetryingStore(
            BlobStore store,
            RetryPolicy policy,
            RandomGenerator random,
            LongSupplier nanoTime,
            Pause pause,
            Consumer<Retry> listener) {
        super(store);
        this.policy = policy;
        this.random = random;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.listener = listener;
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        return retried("put " + key, () -> store.putIfAbsent(key, body));
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        return new ResumingStream(
                new Attempts("get " + key),
                position -> position == 0 ? store.open(key) : openFrom(key, position));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return new ResumingStream(
                new Attempts("get " + key),
                position -> store.open(key, offset + position, length - position));
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        return this.<@Nullable Long>retried("size of " + key, () -> store.findSize(key));
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        return retried("list " + area.prefix(), () -> store.list(area, after, limit));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        this.<@Nullable Void>retried("delete " + key, () -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public boolean isExclusive() throws IOException {
        return retried("try puts in " + store, store::isExclusive);
    }

    private InputStream openFrom(BlobKey key, long position) throws IOException {
        var size = store.findSize(key);
        if (size == null) throw new BlobMissingException(key, store.toString());
        return store.open(key, position, Math.max(0, size - position));
    }

    private <T extends @Nullable Object> T retried(String call, Call<T> body) throws IOException {
        var attempts = new Attempts(call);
        while (true) {
            try {
                return body.run();
            } catch (StoreUnavailableException e) {
                attempts.failed(e);
            }
        }
    }

    private interface Call<T extends @Nullable Object> {

        T run() throws IOException;
    }

    /// How often one call has failed, and since when it gets nowhere.
    private final class Attempts implements ResumingStream.Patience {

        private final String call;
        private long start = nanoTime.getAsLong();
        private int failures;

        Attempts(String call) {
            this.call = call;
        }

        @Override
        public void progressed() {
            start = nanoTime.getAsLong();
            failures = 0;
        }

        @Override
        public void failed(StoreUnavailableException cause) throws IOException {
            failures++;
            var duration = policy.pause(failures, random);
            long end = nanoTime.getAsLong() + duration.toNanos();
            boolean late = end - start > policy.total().toNanos();
            if (failures >= policy.attempts() || late) throw cause;
            listener.accept(new Retry(call, failures, duration, cause));
            Pause.during(pause, duration);
        }
    }
}
