package dev.holdfast.store.s3;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/// The content of an answer: as many bytes as it announced, or an outage.
final class ObjectStream extends InputStream {

    private final String call;
    private final ResponseInputStream<?> in;
    private final long length;
    private final Failures failures;
    private final LongSupplier nanoTime;
    private final long deadline;
    private long position;

    /// @param nanos in which all of it has to be there
    ObjectStream(
            String call,
            ResponseInputStream<?> in,
            long length,
            Failures failures,
            LongSupplier nanoTime,
            long nanos) {
        this.call = call;
        this.in = in;
        this.length = length;
        this.failures = failures;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + nanos;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) return 0;
        if (position == length) return -1;
        if (nanoTime.getAsLong() - deadline > 0) {
            throw failures.unavailable(call, "its content takes too long");
        }
        int read;
        try {
            read = in.read(target, offset, (int) Math.min(wanted, length - position));
        } catch (IOException e) {
            throw failures.broken(call, e);
        } catch (SdkException e) {
            throw failures.of(call, e);
        }
        if (read < 0) {
            throw failures.unavailable(
                    call, "its content ends after %d of %d bytes".formatted(position, length));
        }
        position += read;
        return read;
    }

    /// Keeps the connection for the next request if all of this one was read.
    @Override
    public void close() throws IOException {
        if (position < length) {
            in.abort();
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            throw failures.broken(call, e);
        }
    }
}
