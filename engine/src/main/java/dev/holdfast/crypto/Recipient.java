package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// A public key of age: whoever has it can write for its owner, and read nothing.
///
/// The text form is `age1…`, lower case only, as the `age` command wants it. `point` is the
/// 32 bytes behind it.
public record Recipient(ByteString point) implements FileKeyWrapper {

    static final String TYPE = "X25519";
    private static final String PREFIX = "age";
    private static final String LABEL = "age-encryption.org/v1/X25519";

    public Recipient {
        if (point.length() != X25519.BYTES) {
            throw new IllegalArgumentException("no recipient has " + point.length() + " bytes");
        }
    }

    public static Recipient parse(String text) throws CorruptDataException {
        var point = Bech32.find(PREFIX, text);
        if (point == null || point.length != X25519.BYTES || !text.startsWith(PREFIX)) {
            throw new CorruptDataException("not an age recipient: " + shortened(text));
        }
        return new Recipient(ByteString.ofOwned(point));
    }

    @Override
    public Stanza wrap(byte[] fileKey, SecureRandom random) {
        var secret = new byte[X25519.BYTES];
        random.nextBytes(secret);
        var share = X25519.publicOf(secret);
        var shared = X25519.multiply(secret, point.toByteArray());
        Arrays.fill(secret, (byte) 0);
        if (shared == null) {
            throw new IllegalArgumentException(this + " is a recipient that keeps no secret");
        }
        var wrapKey = wrapKey(shared, share);
        var body = FileKey.seal(fileKey, wrapKey);
        Arrays.fill(wrapKey, (byte) 0);
        return new Stanza(List.of(TYPE, Base64Text.encode(share)), body);
    }

    /// The key that seals a file key for this recipient. Uses up `shared`.
    byte[] wrapKey(byte[] shared, byte[] share) {
        var key = Hkdf.derive(shared, X25519.join(share, point.toByteArray()), LABEL);
        Arrays.fill(shared, (byte) 0);
        return key;
    }

    @Override
    public String toString() {
        return Bech32.encode(PREFIX, point.toByteArray());
    }

    /// What was given instead of a recipient. Never more than its beginning: somebody may
    /// have pasted an identity, which is secret.
    private static String shortened(String text) {
        if (text.regionMatches(true, 0, "AGE-SECRET", 0, 10)) return "it is a secret key";
        return Printable.of(text.length() > 24 ? text.substring(0, 24) + "…" : text);
    }
}
