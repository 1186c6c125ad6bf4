package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import java.util.Arrays;

/// The key of one age file's payload: opens its segments in any order, on any thread.
///
/// A segment is authentic only at its own place: the place, and whether it is the last, are
/// part of its nonce. docs/format/age.md, section "Payload". Closing wipes the key.
public final class PayloadKey implements AutoCloseable {

    /// The plaintext of every segment but the last, which has 1 to this many bytes (0 if it
    /// is also the first).
    public static final int SEGMENT_BYTES = 64 * 1024;

    /// A full segment as stored.
    public static final int SEALED_SEGMENT_BYTES = SEGMENT_BYTES + Aead.TAG_BYTES;

    private final String what;
    private final byte[] key;
    private final Aead aead;

    private PayloadKey(String what, byte[] key, Aead aead) {
        this.what = what;
        this.key = key;
        this.aead = aead;
    }

    static PayloadKey of(String what, byte[] fileKey, byte[] nonce, Aead aead) {
        return new PayloadKey(what, Hkdf.derive(fileKey, nonce, "payload"), aead);
    }

    /// Opens segment number `segment`: `length` stored bytes become `length` − 16 in
    /// `target`, returned. If they are not authentic at this place, `target` holds zeros.
    public int openSegment(
            long segment,
            boolean last,
            byte[] sealed,
            int offset,
            int length,
            byte[] target,
            int targetOffset)
            throws CorruptDataException {
        int plain = length - Aead.TAG_BYTES;
        if (plain < 0 || plain > SEGMENT_BYTES || (plain == 0 && segment > 0)) {
            throw new CorruptDataException(
                    "%s: segment %d has %d bytes".formatted(what, segment, length));
        }
        boolean opened =
                aead.open(key, nonce(segment, last), sealed, offset, length, target, targetOffset);
        if (!opened) {
            throw new CorruptDataException("%s: %ssegment %d is not what was written there"
                    .formatted(what, last ? "last " : "", segment));
        }
        return plain;
    }

    int sealSegment(
            long segment, boolean last, byte[] source, int offset, int length, byte[] target) {
        aead.seal(key, nonce(segment, last), source, offset, length, target, 0);
        return length + Aead.TAG_BYTES;
    }

    /// The file this key belongs to, for messages.
    String what() {
        return what;
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "the payload key of " + what;
    }

    /// Eleven bytes of segment number, big endian, and one that says whether it is the last.
    private static byte[] nonce(long segment, boolean last) {
        var nonce = new byte[Aead.NONCE_BYTES];
        for (int i = 0; i < Long.BYTES; i++) nonce[10 - i] = (byte) (segment >>> (8 * i));
        nonce[11] = (byte) (last ? 1 : 0);
        return nonce;
    }
}
