package dev.holdfast.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/// A range of a blob, read by as many requests as it takes. An attempt counts as failed
/// until it has given at least one byte.
final class ResumingStream extends InputStream {

    private final Patience patience;
    private final Opener opener;
    private @Nullable InputStream current;
    private long position;

    /// Makes the first request at once, so that a missing blob is known to be missing.
    ResumingStream(Patience patience, Opener opener) throws IOException {
        this.patience = patience;
        this.opener = opener;
        current();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        while (true) {
            var in = current();
            try {
                int read = in.read(target, offset, length);
                if (read > 0) {
                    position += read;
                    patience.progressed();
                }
                return read;
            } catch (StoreUnavailableException e) {
                failed(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        var in = current;
        if (in != null) in.close();
    }

    private InputStream current() throws IOException {
        while (true) {
            var in = current;
            if (in != null) return in;
            try {
                current = opener.open(position);
            } catch (StoreUnavailableException e) {
                failed(e);
            }
        }
    }

    private void failed(StoreUnavailableException cause) throws IOException {
        var broken = current;
        current = null;
        if (broken != null) broken.close();
        patience.failed(cause);
    }

    /// Makes a request for what follows the first `position` bytes.
    interface Opener {

        InputStream open(long position) throws IOException;
    }

    /// Knows how long it is worth to go on.
    interface Patience {

        /// Some of the content came: whatever failed before is forgiven.
        void progressed();

        /// Waits before the next attempt, or throws `cause` if there is none.
        void failed(StoreUnavailableException cause) throws IOException;
    }
}
