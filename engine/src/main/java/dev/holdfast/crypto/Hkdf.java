package dev.holdfast.crypto;

import dev.holdfast.format.Sha256;

import java.util.Arrays;

/// HKDF (RFC 5869) and HMAC over SHA-256: 32 bytes out, the only length age asks for.
final class Hkdf {

    static final int BYTES = 32;

    /// What SHA-256 takes at a time.
    private static final int BLOCK = 64;

    private static final int INNER = 0x36;
    private static final int OUTER = 0x5c;

    private Hkdf() {}

    /// An empty `salt` counts as 32 zero bytes, as the RFC has it.
    static byte[] derive(byte[] secret, byte[] salt, String purpose) {
        var extracted = hmac(salt.length == 0 ? new byte[BYTES] : salt, secret, 0, secret.length);
        var info = Stanza.ascii(purpose + '\u0001');
        var derived = hmac(extracted, info, 0, info.length);
        Arrays.fill(extracted, (byte) 0);
        return derived;
    }

    /// HMAC (RFC 2104) with SHA-256. Java's own would load all of `javax.crypto` for it.
    static byte[] hmac(byte[] key, byte[] message, int offset, int length) {
        var digest = Sha256.digest();
        var block = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
        mask(block, INNER);
        digest.update(block);
        digest.update(message, offset, length);
        var inner = digest.digest();
        mask(block, INNER ^ OUTER);
        digest.update(block);
        Arrays.fill(block, (byte) 0);
        return digest.digest(inner);
    }

    private static void mask(byte[] block, int mask) {
        for (int i = 0; i < BLOCK; i++) block[i] ^= (byte) mask;
    }
}
