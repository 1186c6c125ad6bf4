package dev.holdfast.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The AEAD of the JDK: there on every machine, five times slower than libcrypto on many.
///
/// A new `Cipher` each time: it belongs to one thread only while it works, and a used one
/// refuses to be told the same nonce again.
final class JceAead implements Aead {

    @Override
    public void seal(
            byte[] key,
            byte[] nonce,
            byte[] source,
            int offset,
            int length,
            byte[] target,
            int targetOffset) {
        try {
            cipher(Cipher.ENCRYPT_MODE, key, nonce)
                    .doFinal(source, offset, length, target, targetOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("ChaCha20-Poly1305 refused its arguments", e);
        }
    }

    @Override
    public boolean open(
            byte[] key,
            byte[] nonce,
            byte[] sealed,
            int offset,
            int length,
            byte[] target,
            int targetOffset) {
        if (length < TAG_BYTES) return false;
        try {
            cipher(Cipher.DECRYPT_MODE, key, nonce)
                    .doFinal(sealed, offset, length, target, targetOffset);
            return true;
        } catch (AEADBadTagException forged) {
            int end = targetOffset + length - TAG_BYTES;
            Arrays.fill(target, targetOffset, end, (byte) 0);
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("ChaCha20-Poly1305 refused its arguments", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher;
    }
}
