package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The secret half of an Ed25519 key (RFC 8032): a writer's, or the repository owner's.
///
/// The secret text is base64 of 64 bytes, the seed and then the public key, as most tools
/// keep it. docs/format/keys.md, section "Signing keys". Closing wipes the seed.
public final class SigningKey implements AutoCloseable {

    public static final int SIGNATURE_BYTES = Curves.SIGNATURE_BYTES;

    private static final int SEED_BYTES = Curves.KEY_BYTES;
    private static final SigningDomain SELF = new SigningDomain("holdfast-key-check-1");

    private final byte[] seed;
    private final VerifyingKey verifyingKey;
    private boolean closed;

    private SigningKey(byte[] seed, VerifyingKey verifyingKey) {
        this.seed = seed;
        this.verifyingKey = verifyingKey;
    }

    public static SigningKey generate(SecureRandom random) {
        var both = Curves.best().newSigningKey(random);
        var key = of(both);
        Arrays.fill(both, (byte) 0);
        return key;
    }

    /// Reads the secret text. The message never repeats it.
    public static SigningKey parse(String what, String text) throws CorruptDataException {
        var both = decode(text);
        if (both.length != SEED_BYTES + VerifyingKey.BYTES) {
            throw new CorruptDataException(what + ": not a signing key, or mistyped");
        }
        var key = of(both);
        Arrays.fill(both, (byte) 0);
        if (!key.verifyingKey.verifies(SELF, new byte[0], key.sign(SELF, new byte[0]))) {
            key.close();
            throw new CorruptDataException(what + ": a signing key's halves do not fit");
        }
        return key;
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /// 64 bytes over the domain's name, a zero byte and `message`.
    public byte[] sign(SigningDomain domain, byte[] message) {
        requireOpen();
        return Curves.best().sign(seed, X25519.join(domain.prefix(), message));
    }

    /// The same as documents have it: 128 lower-case hexadecimal digits.
    public String signToText(SigningDomain domain, byte[] message) {
        return HexFormat.of().formatHex(sign(domain, message));
    }

    /// The secret as text, to be stored. Keep it out of messages.
    public String toSecretText() {
        requireOpen();
        var both = X25519.join(seed, verifyingKey.point().toByteArray());
        var text = Base64.getEncoder().encodeToString(both);
        Arrays.fill(both, (byte) 0);
        return text;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(seed, (byte) 0);
    }

    @Override
    public String toString() {
        return "the signing key of " + verifyingKey;
    }

    /// Seed and point as `both` has them.
    private static SigningKey of(byte[] both) {
        var point = ByteString.of(both, SEED_BYTES, VerifyingKey.BYTES);
        return new SigningKey(Arrays.copyOf(both, SEED_BYTES), new VerifyingKey(point));
    }

    private static byte[] decode(String text) {
        try {
            var bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private void requireOpen() {
        if (closed) throw new IllegalStateException("this signing key is closed");
    }
}
