package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// X25519 (RFC 7748): the multiplication that age's recipients are made of.
final class X25519 {

    static final int BYTES = Curves.KEY_BYTES;

    private X25519() {}

    /// The public point of a secret.
    static byte[] publicOf(byte[] secret) {
        return Curves.best().pointOf(secret);
    }

    /// The shared secret, or null if it would be zero: the point is of small order.
    static byte @Nullable [] multiply(byte[] secret, byte[] point) {
        return Curves.best().multiply(secret, point);
    }

    static byte[] join(byte[] first, byte[] second) {
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
