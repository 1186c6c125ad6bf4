package dev.holdfast.crypto;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Arrays;

/// A SHA-256 in the making, as `SHA256_Init`, `_Update` and `_Final` of openssl/sha.h make
/// it. Its state is a Java array, so there is nothing to free.
final class LibcryptoSha256 extends MessageDigest implements Cloneable {

    private static final int BYTES = 32;

    /// `SHA256_CTX`: 8 + 2 + 16 + 2 words of 32 bits, here in longs for their alignment.
    private static final int STATE_LONGS = 14;

    /// What one call takes, so that the collector never waits for more than 32 µs.
    private static final int SLICE = 64 << 10;

    private long[] state = new long[STATE_LONGS];

    LibcryptoSha256() {
        super("SHA-256");
        engineReset();
    }

    @Override
    protected int engineGetDigestLength() {
        return BYTES;
    }

    @Override
    protected void engineReset() {
        Libcrypto.sha256Begin(MemorySegment.ofArray(state));
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        var into = MemorySegment.ofArray(state);
        var bytes = MemorySegment.ofArray(input).asSlice(offset, length);
        for (int at = 0; at < length; at += SLICE) {
            Libcrypto.sha256Add(into, bytes.asSlice(at, Math.min(SLICE, length - at)));
        }
    }

    @Override
    protected byte[] engineDigest() {
        var digest = new byte[BYTES];
        Libcrypto.sha256End(MemorySegment.ofArray(state), MemorySegment.ofArray(digest));
        engineReset();
        return digest;
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        var copy = (LibcryptoSha256) super.clone();
        copy.state = Arrays.copyOf(state, state.length);
        return copy;
    }
}
