package dev.holdfast.crypto;

import java.lang.foreign.MemorySegment;

/// A key of a curve in libcrypto's memory (`EVP_PKEY` of openssl/evp.h). For one thread.
/// Closing wipes and frees it.
///
/// Calls go through the stub of [Libcrypto]; a `size_t *` is a Java array of one long.
final class LibcryptoKey implements AutoCloseable {

    /// `EVP_PKEY_X25519` and `EVP_PKEY_ED25519`, out of openssl/obj_mac.h.
    static final int X25519 = 1034;

    static final int ED25519 = 1087;

    private static final MemorySegment NULL = MemorySegment.NULL;

    private static final MemorySegment OF_SECRET = Libcrypto.find("EVP_PKEY_new_raw_private_key");
    private static final MemorySegment OF_POINT = Libcrypto.find("EVP_PKEY_new_raw_public_key");
    private static final MemorySegment POINT = Libcrypto.find("EVP_PKEY_get_raw_public_key");
    private static final MemorySegment FREE = Libcrypto.find("EVP_PKEY_free");
    private static final MemorySegment CTX_NEW = Libcrypto.find("EVP_PKEY_CTX_new");
    private static final MemorySegment CTX_FREE = Libcrypto.find("EVP_PKEY_CTX_free");
    private static final MemorySegment DERIVE_INIT = Libcrypto.find("EVP_PKEY_derive_init");
    private static final MemorySegment DERIVE_PEER = Libcrypto.find("EVP_PKEY_derive_set_peer");
    private static final MemorySegment DERIVE = Libcrypto.find("EVP_PKEY_derive");
    private static final MemorySegment MD_NEW = Libcrypto.find("EVP_MD_CTX_new");
    private static final MemorySegment MD_FREE = Libcrypto.find("EVP_MD_CTX_free");
    private static final MemorySegment SIGN_INIT = Libcrypto.find("EVP_DigestSignInit");
    private static final MemorySegment SIGN = Libcrypto.find("EVP_DigestSign");
    private static final MemorySegment VERIFY_INIT = Libcrypto.find("EVP_DigestVerifyInit");
    private static final MemorySegment VERIFY = Libcrypto.find("EVP_DigestVerify");

    private final MemorySegment key;

    private LibcryptoKey(MemorySegment key) {
        this.key = key;
    }

    /// EVP_PKEY *(int type, ENGINE *, const u8 *key, size_t)
    static LibcryptoKey ofSecret(int curve, MemorySegment secret) {
        return new LibcryptoKey(made(OF_SECRET, Libcrypto.word(curve), secret));
    }

    /// The same for a public point, which is not held against the curve before it is used.
    static LibcryptoKey ofPoint(int curve, MemorySegment point) {
        return new LibcryptoKey(made(OF_POINT, Libcrypto.word(curve), point));
    }

    /// int (const EVP_PKEY *, u8 *point, size_t *length)
    void point(MemorySegment point) {
        var length = length(point);
        require(Libcrypto.call(POINT, key, point, length, NULL, NULL, NULL), "give a point");
    }

    /// Whether this secret and that point have a shared secret other than zero, which
    /// `shared` gets.
    ///
    /// EVP_PKEY_CTX *(EVP_PKEY *, ENGINE *), int (EVP_PKEY_CTX *), int (EVP_PKEY_CTX *,
    /// EVP_PKEY *peer), int (EVP_PKEY_CTX *, u8 *shared, size_t *length)
    boolean agree(LibcryptoKey peer, MemorySegment shared) {
        var context = context(Libcrypto.call(CTX_NEW, key, NULL, NULL, NULL, NULL, NULL));
        try {
            require(Libcrypto.call(DERIVE_INIT, context, NULL, NULL, NULL, NULL, NULL), "derive");
            require(
                    Libcrypto.call(DERIVE_PEER, context, peer.key, NULL, NULL, NULL, NULL),
                    "derive");
            var length = length(shared);
            return Libcrypto.isOk(
                    Libcrypto.call(DERIVE, context, shared, length, NULL, NULL, NULL));
        } finally {
            var _ = Libcrypto.call(CTX_FREE, context, NULL, NULL, NULL, NULL, NULL);
        }
    }

    /// int (EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *), int
    /// (EVP_MD_CTX *, u8 *signature, size_t *length, const u8 *message, size_t)
    void sign(MemorySegment message, MemorySegment signature) {
        var context = context(Libcrypto.call(MD_NEW, NULL, NULL, NULL, NULL, NULL, NULL));
        try {
            require(Libcrypto.call(SIGN_INIT, context, NULL, NULL, NULL, key, NULL), "sign");
            var size = Libcrypto.word(message.byteSize());
            var length = length(signature);
            require(Libcrypto.call(SIGN, context, signature, length, message, size, NULL), "sign");
        } finally {
            var _ = Libcrypto.call(MD_FREE, context, NULL, NULL, NULL, NULL, NULL);
        }
    }

    /// The same, but that the signature is given, and the length a number: 1 if it is right, 0
    /// or less if it is not, or no signature at all.
    boolean verifies(MemorySegment message, MemorySegment signature) {
        var context = context(Libcrypto.call(MD_NEW, NULL, NULL, NULL, NULL, NULL, NULL));
        try {
            require(Libcrypto.call(VERIFY_INIT, context, NULL, NULL, NULL, key, NULL), "verify");
            var size = Libcrypto.word(message.byteSize());
            var length = Libcrypto.word(signature.byteSize());
            return Libcrypto.isOk(
                    Libcrypto.call(VERIFY, context, signature, length, message, size, NULL));
        } finally {
            var _ = Libcrypto.call(MD_FREE, context, NULL, NULL, NULL, NULL, NULL);
        }
    }

    /// void (EVP_PKEY *)
    @Override
    public void close() {
        var _ = Libcrypto.call(FREE, key, NULL, NULL, NULL, NULL, NULL);
    }

    @Override
    public String toString() {
        return "a key of a curve";
    }

    private static MemorySegment made(
            MemorySegment function, MemorySegment curve, MemorySegment bytes) {
        var size = Libcrypto.word(bytes.byteSize());
        long made = Libcrypto.call(function, curve, NULL, bytes, size, NULL, NULL);
        if (made == 0) throw new IllegalStateException("libcrypto would not take a key");
        return MemorySegment.ofAddress(made);
    }

    private static MemorySegment context(long made) {
        if (made == 0) throw new OutOfMemoryError("libcrypto");
        return MemorySegment.ofAddress(made);
    }

    private static MemorySegment length(MemorySegment of) {
        return MemorySegment.ofArray(new long[] {of.byteSize()});
    }

    private static void require(long result, String what) {
        if (!Libcrypto.isOk(result)) {
            throw new IllegalStateException("libcrypto would not " + what);
        }
    }
}
