package dev.holdfast.crypto;

import org.bouncycastle.crypto.generators.SCrypt;
import org.jspecify.annotations.Nullable;

/// scrypt (RFC 7914) with r = 8 and p = 1, as age has it: 1 KiB of memory for each round.
///
/// libcrypto where it is there, because it takes that memory from the system and not from
/// Java's heap, which on a small machine has no 256 MiB; BouncyCastle everywhere else.
final class Scrypt {

    static final int BLOCK = 8;

    private Scrypt() {}

    /// 32 bytes from `secret`, after 2^`logWork` rounds.
    static byte[] stretch(byte[] secret, byte[] salt, int logWork) {
        var stretched = findByLibcrypto(secret, salt, logWork);
        return stretched != null ? stretched : byBouncyCastle(secret, salt, logWork);
    }

    static byte[] byBouncyCastle(byte[] secret, byte[] salt, int logWork) {
        return SCrypt.generate(secret, salt, 1 << logWork, BLOCK, 1, Hkdf.BYTES);
    }

    /// Null where libcrypto is not there, has no memory left or may not do scrypt.
    static byte @Nullable [] findByLibcrypto(byte[] secret, byte[] salt, int logWork) {
        try {
            return Libcrypto.findScrypt(secret, salt, 1L << logWork, BLOCK, Hkdf.BYTES);
        } catch (LinkageError | RuntimeException notHere) {
            return null;
        }
    }
}
