package dev.holdfast.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;

/// Makes one age file while its plaintext comes in: [#header] first, then what [#update] and
/// [#finish] write to the stream they are given.
///
/// Holds back at least one byte until [#finish], because the last segment is marked as such;
/// so a file without [#finish] never passes for a whole one. One thread. Closing wipes keys.
public final class AgeWriter implements AutoCloseable {

    private final byte[] header;
    private final PayloadKey key;
    private final byte[] plain = new byte[PayloadKey.SEGMENT_BYTES];
    private final byte[] sealed = new byte[PayloadKey.SEALED_SEGMENT_BYTES];
    private int held;
    private long segment;
    private boolean finished;

    private AgeWriter(byte[] header, PayloadKey key) {
        this.header = header;
        this.key = key;
    }

    /// A writer for `to`: recipients, or one passphrase alone. `random` gives the file key,
    /// the nonce and what the wrappings need.
    public static AgeWriter open(Collection<? extends FileKeyWrapper> to, SecureRandom random) {
        return open(to, random, Aead.best());
    }

    static AgeWriter open(Collection<? extends FileKeyWrapper> to, SecureRandom random, Aead aead) {
        var fileKey = new byte[FileKey.BYTES];
        random.nextBytes(fileKey);
        try {
            var header = AgeHeader.create(to, fileKey, random);
            return new AgeWriter(header.toByteArray(), header.payloadKey(fileKey, aead));
        } finally {
            Arrays.fill(fileKey, (byte) 0);
        }
    }

    /// Header and nonce: the file's first bytes. They hold no secret.
    public byte[] header() {
        return header.clone();
    }

    /// Opens what this writer has sealed, until [#close]: for whoever reads a file back before
    /// letting go of it.
    public PayloadKey key() {
        return key;
    }

    /// Takes plaintext, writes the segments that are full and not the last.
    public void update(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        requireUnfinished();
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (held == plain.length) {
                write(plain, 0, held, false, out);
                held = 0;
            }
            if (held == 0) at = writeWhole(bytes, at, end, out);
            int taken = Math.min(plain.length - held, end - at);
            System.arraycopy(bytes, at, plain, held, taken);
            held += taken;
            at += taken;
        }
    }

    /// Writes the last segment: now the file is whole.
    public void finish(OutputStream out) throws IOException {
        requireUnfinished();
        finished = true;
        write(plain, 0, held, true, out);
    }

    /// How large a file with a header of `headerSize` (nonce included) becomes.
    public static long sizeOf(int headerSize, long plainSize) {
        return SealedLayout.ofPlain(headerSize, plainSize).storedSize();
    }

    @Override
    public void close() {
        finished = true;
        key.close();
        Arrays.fill(plain, (byte) 0);
    }

    /// Seals straight from the caller's array what is full and has at least a byte behind it.
    private int writeWhole(byte[] bytes, int at, int end, OutputStream out) throws IOException {
        while (end - at > plain.length) {
            write(bytes, at, plain.length, false, out);
            at += plain.length;
        }
        return at;
    }

    private void write(byte[] bytes, int offset, int length, boolean last, OutputStream out)
            throws IOException {
        int size = key.sealSegment(segment++, last, bytes, offset, length, sealed);
        out.write(sealed, 0, size);
    }

    private void requireUnfinished() {
        if (finished) throw new IllegalStateException("this age file is finished or closed");
    }
}
