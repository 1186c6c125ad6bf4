package dev.holdfast.repository;

import java.util.concurrent.atomic.AtomicLong;

/// What a run has moved so far, in bytes. Any thread counts, any thread looks.
public final class RunTraffic {

    private final AtomicLong fresh = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong packs = new AtomicLong();

    void fresh(long bytes) {
        fresh.addAndGet(bytes);
    }

    void stored(long bytes) {
        stored.addAndGet(bytes);
        packs.incrementAndGet();
    }

    /// Decoded bytes of chunks that the repository did not have.
    public long freshBytes() {
        return fresh.get();
    }

    /// Stored bytes of the packs that were put.
    public long storedBytes() {
        return stored.get();
    }

    public long packCount() {
        return packs.get();
    }
}
