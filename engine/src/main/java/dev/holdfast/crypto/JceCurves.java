package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.KeyAgreement;

/// The curves of the JDK: there on every machine, and slow in a short command, which ends
/// before they are compiled.
final class JceCurves implements Curves {

    private static final String AGREEMENT = "X25519";
    private static final String SIGNING = "Ed25519";

    /// What DER puts before the 32 bytes of each kind of key (RFC 8410).
    private static final byte[] SECRET =
            HexFormat.of().parseHex("302e020100300506032b656e04220420");

    private static final byte[] POINT = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] SEED = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] VERIFYING = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final byte[] BASE_POINT = new byte[KEY_BYTES];

    static {
        BASE_POINT[0] = 9;
    }

    @Override
    public byte[] pointOf(byte[] secret) {
        var point = multiply(secret, BASE_POINT);
        if (point == null) throw new AssertionError("the base point is not of small order");
        return point;
    }

    @Override
    public byte @Nullable [] multiply(byte[] secret, byte[] point) {
        try {
            var agreement = KeyAgreement.getInstance(AGREEMENT);
            agreement.init(privateKey(AGREEMENT, SECRET, secret));
            agreement.doPhase(publicKey(AGREEMENT, POINT, point), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException smallOrder) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has X25519", e);
        }
    }

    @Override
    public byte[] newSigningKey(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(SIGNING);
            generator.initialize(255, random);
            var pair = generator.generateKeyPair();
            var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            var encoded = pair.getPublic().getEncoded();
            return X25519.join(
                    seed, Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has Ed25519", e);
        }
    }

    @Override
    public byte[] sign(byte[] seed, byte[] message) {
        try {
            var signer = Signature.getInstance(SIGNING);
            signer.initSign(privateKey(SIGNING, SEED, seed));
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has Ed25519", e);
        }
    }

    @Override
    public boolean verifies(byte[] point, byte[] message, byte[] signature) {
        try {
            var check = Signature.getInstance(SIGNING);
            check.initVerify(publicKey(SIGNING, VERIFYING, point));
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException notOnTheCurve) {
            return false;
        }
    }

    private static PrivateKey privateKey(String algorithm, byte[] start, byte[] secret)
            throws GeneralSecurityException {
        var encoded = X25519.join(start, secret);
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static PublicKey publicKey(String algorithm, byte[] start, byte[] point)
            throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm)
                .generatePublic(new X509EncodedKeySpec(X25519.join(start, point)));
    }
}
