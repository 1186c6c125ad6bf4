package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.KeyAgreement;

/// X25519 (RFC 7748): the multiplication that age's recipients are made of.
final class X25519 {

    static final int BYTES = 32;

    private static final byte[] BASE_POINT = new byte[BYTES];
    /// What DER puts before the 32 bytes (RFC 8410).
    private static final byte[] PRIVATE =
            HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b656e032100");

    static {
        BASE_POINT[0] = 9;
    }

    private X25519() {}

    /// The public point of a secret.
    static byte[] publicOf(byte[] secret) {
        var point = multiply(secret, BASE_POINT);
        if (point == null) throw new AssertionError("the base point is not of small order");
        return point;
    }

    /// The shared secret, or null if it would be zero: the point is of small order.
    static byte @Nullable [] multiply(byte[] secret, byte[] point) {
        var encoded = join(PRIVATE, secret);
        try {
            var keys = KeyFactory.getInstance("X25519");
            var agreement = KeyAgreement.getInstance("X25519");
            agreement.init(keys.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            agreement.doPhase(
                    keys.generatePublic(new X509EncodedKeySpec(join(PUBLIC, point))), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException smallOrder) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has X25519", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    static byte[] join(byte[] first, byte[] second) {
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
