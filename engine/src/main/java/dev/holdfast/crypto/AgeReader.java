package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;

/// The plaintext of an age file as it comes in, front to back.
///
/// Gives out only segments that were verified whole. That the file was not cut short is
/// known when the end (-1) is reached, not before. After a failure every read fails.
/// Closing wipes the keys and closes the source.
public final class AgeReader extends InputStream {

    private final PayloadKey key;
    private final InputStream source;
    private final byte[] plain = new byte[PayloadKey.SEGMENT_BYTES];
    /// One byte more than a segment: whether there is one says whether the segment is last.
    private final byte[] sealed = new byte[PayloadKey.SEALED_SEGMENT_BYTES + 1];
    private int ahead;
    private int position;
    private int limit;
    private long segment;
    private boolean ended;
    private @Nullable IOException failure;

    private AgeReader(PayloadKey key, InputStream source) {
        this.key = key;
        this.source = source;
    }

    /// Reads the header of `source` and opens it with the first of `keys` that fits. `what`
    /// names the file in messages. If this throws, `source` is still open.
    public static AgeReader open(
            String what, InputStream source, Collection<? extends FileKeyUnwrapper> keys)
            throws IOException {
        var buffered = new BufferedInputStream(source, PayloadKey.SEALED_SEGMENT_BYTES);
        var header = AgeHeader.readFrom(what, buffered);
        return new AgeReader(header.unwrap(keys), buffered);
    }

    /// Reads a payload that begins at `source`, behind a header opened before. The reader
    /// takes over `key`.
    public static AgeReader open(PayloadKey key, InputStream source) {
        return new AgeReader(key, source);
    }

    @Override
    public int read() throws IOException {
        return fill() ? plain[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) return 0;
        if (!fill()) return -1;
        int taken = Math.min(length, limit - position);
        System.arraycopy(plain, position, target, offset, taken);
        position += taken;
        return taken;
    }

    @Override
    public int available() {
        return limit - position;
    }

    @Override
    public void close() throws IOException {
        position = limit;
        if (failure == null) failure = new IOException(key + " is closed");
        key.close();
        Arrays.fill(plain, (byte) 0);
        source.close();
    }

    /// Whether there is a byte to give out.
    private boolean fill() throws IOException {
        if (failure != null) throw new IOException(failure.getMessage(), failure);
        while (position == limit && !ended) {
            try {
                nextSegment();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
        return position < limit;
    }

    private void nextSegment() throws IOException {
        int have = ahead + source.readNBytes(sealed, ahead, sealed.length - ahead);
        boolean last = have < sealed.length;
        int length = last ? have : have - 1;
        if (length < Aead.TAG_BYTES) {
            throw new CorruptDataException(key.what() + ": ends within segment " + segment);
        }
        limit = key.openSegment(segment, last, sealed, 0, length, plain, 0);
        position = 0;
        segment++;
        ended = last;
        ahead = have - length;
        if (!last) sealed[0] = sealed[length];
    }
}
