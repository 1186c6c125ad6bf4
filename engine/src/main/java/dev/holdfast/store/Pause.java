package dev.holdfast.store;

import java.io.InterruptedIOException;
import java.time.Duration;

/// How a decorator waits; the real one is `Thread::sleep`.
@FunctionalInterface
public interface Pause {

    void pause(Duration duration) throws InterruptedException;

    /// Waits; an interruption comes out as the `IOException` that it is for a store.
    static void during(Pause pause, Duration duration) throws InterruptedIOException {
        try {
            pause.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var thrown = new InterruptedIOException("interrupted while waiting for a store");
            thrown.initCause(e);
            throw thrown;
        }
    }
}
