package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Signatures hold for one key, one kind of thing and one text.
class SigningKeyTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningDomain MANIFEST = new SigningDomain("holdfast-manifest-1");
    private static final SigningDomain DESCRIPTOR = new SigningDomain("holdfast-descriptor-1");
    private static final byte[] TEXT = Stanza.ascii("{}");

    /// RFC 8032, section 7.1, test 3: its message `af82` is too short for a domain, so the
    /// key is what is compared here, and openssl judges the signature below.
    @Test
    void aPublishedSeedHasItsPublishedKey() throws CorruptDataException {
        var seed = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
        var point = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
        var text = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(seed + point));
        var key = SigningKey.parse("here", text);
        assertEquals(point, key.verifyingKey().toString());
        assertEquals(text, key.toSecretText());
    }

    @Test
    void aSignatureHoldsForItsTextAndDomainOnly() {
        var key = SigningKey.generate(RANDOM);
        var signature = key.sign(MANIFEST, TEXT);
        var verifying = key.verifyingKey();
        assertTrue(verifying.verifies(MANIFEST, TEXT, signature));
        assertFalse(verifying.verifies(DESCRIPTOR, TEXT, signature));
        assertFalse(verifying.verifies(MANIFEST, Stanza.ascii("{} "), signature));
        assertFalse(SigningKey.generate(RANDOM).verifyingKey().verifies(MANIFEST, TEXT, signature));
    }

    @Test
    void everyFlippedBitOfASignatureIsRefused() {
        var key = SigningKey.generate(RANDOM);
        var signature = key.sign(MANIFEST, TEXT);
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            var bad = signature.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(key.verifyingKey().verifies(MANIFEST, TEXT, bad));
        }
        assertFalse(key.verifyingKey().verifies(MANIFEST, TEXT, new byte[0]));
        assertFalse(key.verifyingKey().verifies(MANIFEST, TEXT, new byte[65]));
    }

    /// The group's order may be added to the second half of a signature by anybody: RFC 8032
    /// says to refuse it, or a manifest would have two hashes.
    @Test
    void aSignatureWithTheOrderAddedIsRefused() {
        var order = new java.math.BigInteger(
                "7237005577332262213973186563042994240857116359379907606001950938285454250989");
        var key = SigningKey.generate(RANDOM);
        var signature = key.sign(MANIFEST, TEXT);
        var bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) bigEndian[i] = signature[63 - i];
        var sum = new java.math.BigInteger(1, bigEndian).add(order).toByteArray();
        for (int i = 0; i < 32; i++) {
            signature[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
        }
        assertFalse(key.verifyingKey().verifies(MANIFEST, TEXT, signature));
    }

    @Test
    void bytesThatAreNoPointVerifyNothing() {
        for (int value : new int[] {0, 1, 2, 5, 0x7f, 0xff}) {
            var key = new VerifyingKey(ByteString.of(AgeForge.filled(32, value)));
            assertFalse(key.verifies(MANIFEST, TEXT, AgeForge.filled(64, 1)));
            assertFalse(key.verifies(MANIFEST, TEXT, new byte[64]));
        }
    }

    @Test
    void bothTextsComeBack() throws CorruptDataException {
        var key = SigningKey.generate(RANDOM);
        var again = SigningKey.parse("here", key.toSecretText());
        assertEquals(key.verifyingKey(), again.verifyingKey());
        assertArrayEquals(key.sign(MANIFEST, TEXT), again.sign(MANIFEST, TEXT));
        assertEquals(key.verifyingKey(), VerifyingKey.parse(key.verifyingKey().toString()));
    }

    @Test
    void halvesThatDoNotFitAreRefused() {
        var one = Base64.getDecoder().decode(SigningKey.generate(RANDOM).toSecretText());
        var two = Base64.getDecoder().decode(SigningKey.generate(RANDOM).toSecretText());
        System.arraycopy(two, 32, one, 32, 32);
        var mixed = Base64.getEncoder().encodeToString(one);
        assertThrows(CorruptDataException.class, () -> SigningKey.parse("here", mixed));
    }

    @Test
    void malformedTextsAreRefusedWithoutBeingRepeated() {
        var secret = SigningKey.generate(RANDOM).toSecretText();
        for (var bad : new String[] {
            "", "AAAA", secret + "=", secret.substring(1), secret + "\n", " " + secret
        }) {
            var refusal =
                    assertThrows(CorruptDataException.class, () -> SigningKey.parse("here", bad));
            assertFalse(String.valueOf(refusal.getMessage()).contains(secret.substring(4, 20)));
        }
        for (var bad : new String[] {"", "ab", "G".repeat(64), "A".repeat(64)}) {
            assertThrows(CorruptDataException.class, () -> VerifyingKey.parse(bad));
        }
    }

    @Test
    void aClosedKeySignsNothing() {
        var key = SigningKey.generate(RANDOM);
        key.close();
        assertThrows(IllegalStateException.class, () -> key.sign(MANIFEST, TEXT));
        assertThrows(IllegalStateException.class, key::toSecretText);
    }

    @Test
    void opensslVerifiesOurSignature(@TempDir Path directory) throws Exception {
        assumeTrue(AgeCommand.isThere("openssl"), "SKIPPED: openssl is not installed");
        var key = SigningKey.generate(RANDOM);
        var der = HexFormat.of().parseHex("302a300506032b6570032100" + key.verifyingKey());
        Files.write(directory.resolve("key.der"), der);
        Files.write(directory.resolve("text"), Stanza.ascii("holdfast-manifest-1\0{}"));
        Files.write(directory.resolve("signature"), key.sign(MANIFEST, TEXT));
        var process = new ProcessBuilder(
                        "openssl",
                        "pkeyutl",
                        "-verify",
                        "-pubin",
                        "-inkey",
                        "key.der",
                        "-keyform",
                        "DER",
                        "-rawin",
                        "-in",
                        "text",
                        "-sigfile",
                        "signature")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "openssl refuses the signature");
    }
}
