package dev.holdfast.verify;

import java.util.concurrent.atomic.AtomicLong;

/// How far a verify is; anybody may look at any time.
public final class VerifyProgress {

    private final AtomicLong expected = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong packs = new AtomicLong();

    /// Bytes of packs that will be read; 0 until that is known.
    public long expectedBytes() {
        return expected.get();
    }

    public long readBytes() {
        return read.get();
    }

    /// Packs that were read.
    public long packs() {
        return packs.get();
    }

    void expect(long bytes) {
        expected.set(bytes);
    }

    void pack(long bytes) {
        read.addAndGet(bytes);
        packs.incrementAndGet();
    }
}
