package dev.holdfast.app.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/// What another program pipes in. Ctrl-C ends that program too, and a little earlier: so
/// the end of the data is believed only after a moment in which this run was not
/// interrupted. Otherwise half a dump would become a whole snapshot.
final class PipedInput extends FilterInputStream {

    /// A JVM hears of a signal within some ten milliseconds, on a busy machine too.
    private static final Duration DOUBT = Duration.ofMillis(300);

    private boolean ended;

    PipedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        return checked(super.read());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return checked(super.read(target, offset, length));
    }

    private int checked(int result) throws InterruptedIOException {
        if (result >= 0 || ended) return result;
        try {
            Thread.sleep(DOUBT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at the end of standard input");
        }
        ended = true;
        return result;
    }
}
