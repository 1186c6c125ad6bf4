package dev.holdfast.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Lets bytes through at a steady rate, shared by all threads that use it.
///
/// Whoever comes takes the next free slice of time and waits for it. Time that nobody used
/// is lost, but for a tenth of a second.
public final class Throttle {

    private static final long BURST_NANOS = 100_000_000;

    /// What one read may take at most, so that a fast link does not wait seconds at once.
    private static final int SLICE_MAX = 64 * 1024;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long free;

    /// `nanoTime` is a clock that never goes back: `System::nanoTime`.
    public Throttle(long bytesPerSecond, LongSupplier nanoTime, Pause pause) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a limit of " + bytesPerSecond + " bytes/s");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.free = nanoTime.getAsLong();
    }

    /// Waits until `bytes` more may pass.
    void pass(int bytes) throws IOException {
        long wait = reserve(bytes);
        if (wait > 0) Pause.during(pause, Duration.ofNanos(wait));
    }

    /// `in`, slowed down.
    InputStream slow(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value >= 0) pass(1);
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, Math.min(length, SLICE_MAX));
                if (read > 0) pass(read);
                return read;
            }
        };
    }

    private synchronized long reserve(int bytes) {
        long now = nanoTime.getAsLong();
        if (free - (now - BURST_NANOS) < 0) free = now - BURST_NANOS;
        free += (long) (bytes * 1e9 / bytesPerSecond);
        return free - now;
    }
}
