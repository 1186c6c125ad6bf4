package dev.holdfast.crypto;

/// ChaCha20-Poly1305 (RFC 8439) without associated data. Knows no key, so any thread may
/// use it at any time.
sealed interface Aead permits LibcryptoAead, JceAead {

    int KEY_BYTES = 32;
    int NONCE_BYTES = 12;
    int TAG_BYTES = 16;

    /// Writes `length` + 16 bytes to `target`, which must not overlap the source.
    void seal(
            byte[] key,
            byte[] nonce,
            byte[] source,
            int offset,
            int length,
            byte[] target,
            int targetOffset);

    /// Writes `length` − 16 bytes to `target`, which must not overlap the source, and says
    /// whether they are authentic. If they are not, `target` gets nothing but zeros.
    boolean open(
            byte[] key,
            byte[] nonce,
            byte[] sealed,
            int offset,
            int length,
            byte[] target,
            int targetOffset);

    /// The fastest that works here; found out at the first call, not before.
    static Aead best() {
        return Best.AEAD;
    }

    /// Holds the choice: its class is not loaded, and no native library either, before
    /// somebody encrypts.
    final class Best {
        private static final Aead AEAD = choose();

        private Best() {}

        private static Aead choose() {
            var native_ = LibcryptoAead.find();
            return native_ != null ? native_ : new JceAead();
        }
    }
}
