package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;

/// X25519 (RFC 7748), which age's recipients are made of, and Ed25519 (RFC 8032), which signs.
/// Knows no key, so any thread may use it at any time.
sealed interface Curves permits LibcryptoCurves, JceCurves {

    /// Of secrets, points and seeds of both.
    int KEY_BYTES = 32;

    int SIGNATURE_BYTES = 64;

    /// The public X25519 point of a secret.
    byte[] pointOf(byte[] secret);

    /// The shared secret of X25519, or null if it would be zero: the point is of small order.
    byte @Nullable [] multiply(byte[] secret, byte[] point);

    /// A new Ed25519 key: 32 bytes of seed, then 32 of the point that belongs to it.
    byte[] newSigningKey(SecureRandom random);

    /// The Ed25519 signature over `message`.
    byte[] sign(byte[] seed, byte[] message);

    /// Whether a signature of 64 bytes was made over `message` by the seed of `point`. What is
    /// no point of the curve verifies nothing.
    boolean verifies(byte[] point, byte[] message, byte[] signature);

    /// The fastest that works here; found out at the first call, not before.
    static Curves best() {
        return Best.CURVES;
    }

    /// Holds the choice, and loads nothing before somebody wants it.
    final class Best {
        private static final Curves CURVES = choose();

        private Best() {}

        private static Curves choose() {
            var native_ = LibcryptoCurves.find();
            return native_ != null ? native_ : new JceCurves();
        }
    }
}
