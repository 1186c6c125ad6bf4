package dev.holdfast.crypto;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The secret half of an Ed25519 key (RFC 8032): a writer's, or the repository owner's.
///
/// The secret text is base64 of 64 bytes, the seed and then the public key, as most tools
/// keep it. docs/format/keys.md, section "Signing keys". Closing wipes the seed.
public final class SigningKey implements AutoCloseable {

    public static final int SIGNATURE_BYTES = 64;

    private static final int SEED_BYTES = 32;
    /// What DER puts before the seed (RFC 8410).
    private static final byte[] DER = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final SigningDomain SELF = new SigningDomain("holdfast-key-check-1");

    private final byte[] seed;
    private final VerifyingKey verifyingKey;
    private boolean closed;

    private SigningKey(byte[] seed, VerifyingKey verifyingKey) {
        this.seed = seed;
        this.verifyingKey = verifyingKey;
    }

    public static SigningKey generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            var pair = generator.generateKeyPair();
            var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            var encoded = pair.getPublic().getEncoded();
            int start = encoded.length - VerifyingKey.BYTES;
            var point = ByteString.of(encoded, start, VerifyingKey.BYTES);
            return new SigningKey(seed, new VerifyingKey(point));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has Ed25519", e);
        }
    }

    /// Reads the secret text. The message never repeats it.
    public static SigningKey parse(String what, String text) throws CorruptDataException {
        var both = decode(text);
        if (both.length != SEED_BYTES + VerifyingKey.BYTES) {
            throw new CorruptDataException(what + ": not a signing key, or mistyped");
        }
        var point = ByteString.of(both, SEED_BYTES, VerifyingKey.BYTES);
        var key = new SigningKey(Arrays.copyOf(both, SEED_BYTES), new VerifyingKey(point));
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
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey());
            signer.update(domain.prefix());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has Ed25519", e);
        }
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

    private PrivateKey privateKey() throws GeneralSecurityException {
        requireOpen();
        var encoded = X25519.join(DER, seed);
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
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
