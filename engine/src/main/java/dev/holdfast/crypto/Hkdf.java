package dev.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HKDF (RFC 5869) and HMAC over SHA-256: 32 bytes out, the only length age asks for.
final class Hkdf {

    static final int BYTES = 32;

    private Hkdf() {}

    /// An empty `salt` counts as 32 zero bytes, as the RFC has it.
    static byte[] derive(byte[] secret, byte[] salt, String purpose) {
        var extracted = hmac(salt.length == 0 ? new byte[BYTES] : salt, secret, 0, secret.length);
        var info = Stanza.ascii(purpose + '\u0001');
        var derived = hmac(extracted, info, 0, info.length);
        Arrays.fill(extracted, (byte) 0);
        return derived;
    }

    static byte[] hmac(byte[] key, byte[] message, int offset, int length) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(message, offset, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has HMAC-SHA-256", e);
        }
    }
}
