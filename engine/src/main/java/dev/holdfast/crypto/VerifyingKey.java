package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// The public half of an Ed25519 key (RFC 8032): says who signed a manifest or descriptor.
///
/// The text form is its 32 bytes in 64 lower-case hexadecimal digits.
public record VerifyingKey(ByteString point) {

    public static final int BYTES = 32;

    /// What DER puts before the 32 bytes (RFC 8410).
    private static final byte[] DER = HexFormat.of().parseHex("302a300506032b6570032100");

    public VerifyingKey {
        if (point.length() != BYTES) {
            throw new IllegalArgumentException("no Ed25519 key has " + point.length() + " bytes");
        }
    }

    public static VerifyingKey parse(String text) throws CorruptDataException {
        if (!text.matches("[0-9a-f]{64}")) {
            var shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
            throw new CorruptDataException("not an Ed25519 public key: " + Printable.of(shown));
        }
        return new VerifyingKey(ByteString.ofOwned(HexFormat.of().parseHex(text)));
    }

    /// Whether `signature` was made over `domain` and `message` with this key's other half.
    /// What is no signature, or no point of the curve, verifies nothing.
    public boolean verifies(SigningDomain domain, byte[] message, byte[] signature) {
        if (signature.length != SigningKey.SIGNATURE_BYTES) return false;
        try {
            var key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(X25519.join(DER, point.toByteArray())));
            var check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(domain.prefix());
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException notOnTheCurve) {
            return false;
        }
    }

    /// The same for a signature as documents have it: 128 lower-case hexadecimal digits.
    public boolean verifies(SigningDomain domain, byte[] message, String signature) {
        return signature.matches("[0-9a-f]{128}")
                && verifies(domain, message, HexFormat.of().parseHex(signature));
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(point.toByteArray());
    }
}
