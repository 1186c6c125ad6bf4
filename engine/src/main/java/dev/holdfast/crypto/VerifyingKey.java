package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import java.util.HexFormat;

/// The public half of an Ed25519 key (RFC 8032): says who signed a manifest or descriptor.
///
/// The text form is its 32 bytes in 64 lower-case hexadecimal digits.
public record VerifyingKey(ByteString point) {

    public static final int BYTES = Curves.KEY_BYTES;

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
        var signed = X25519.join(domain.prefix(), message);
        return Curves.best().verifies(point.toByteArray(), signed, signature);
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
