package dev.holdfast.flow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/// How a failure of one thread is thrown in another: as itself, so that its type and its
/// message stay.
final class Failures {

    private Failures() {}

    /// Throws `failure`; declared to return only so that callers can write `throw`.
    static AssertionError rethrown(Throwable failure) throws IOException, InterruptedException {
        switch (failure) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError("a task threw what it may not throw", failure);
        }
    }

    /// The same where an [InterruptedException] cannot be thrown.
    static AssertionError rethrownWithoutInterrupt(Throwable failure) throws IOException {
        try {
            throw rethrown(failure);
        } catch (InterruptedException e) {
            var thrown = new InterruptedIOException(e.getMessage());
            thrown.initCause(e);
            throw thrown;
        }
    }

    /// Whether a thread that was told to stop ends like this.
    static boolean isInterruption(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException;
    }
}
