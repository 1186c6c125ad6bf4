package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// The curves of libcrypto and of the JDK are one function, and both are the published ones.
class CurvesTest {

    private static final HexFormat HEX = HexFormat.of();

    private final JceCurves jce = new JceCurves();
    private final LibcryptoCurves libcrypto = libcrypto();
    private final List<Curves> both = List.of(jce, libcrypto);

    @Test
    void theOneThatIsThereIsTheOneThatIsUsed() {
        assertInstanceOf(LibcryptoCurves.class, Curves.best());
    }

    /// RFC 7748, sections 5.2 and 6.1.
    @Test
    void bothMultiplyAsPublished() {
        for (var curves : both) {
            assertMultiplied(
                    curves,
                    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
                    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
            assertMultiplied(
                    curves,
                    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
                    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
            var bob = HEX.parseHex(
                    "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
            assertEquals(
                    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
                    HEX.formatHex(curves.pointOf(bob)));
            assertMultiplied(
                    curves,
                    HEX.formatHex(bob),
                    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
                    "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        }
    }

    /// RFC 7748, section 5.2: what comes out becomes the next secret, a thousand times.
    @Test
    void aThousandMultiplicationsEndAsPublished() {
        var secret = new byte[32];
        secret[0] = 9;
        var point = secret;
        for (int i = 0; i < 1000; i++) {
            var product = Objects.requireNonNull(libcrypto.multiply(secret, point));
            point = secret;
            secret = product;
        }
        assertEquals(
                "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
                HEX.formatHex(secret));
    }

    /// RFC 8032, section 7.1, tests 1 to 3.
    @Test
    void bothSignAsPublished() {
        for (var curves : both) {
            assertSigned(
                    curves,
                    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                    "",
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                            + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
            assertSigned(
                    curves,
                    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                    "72",
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                            + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
            assertSigned(
                    curves,
                    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                    "af82",
                    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                            + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        }
    }

    @Test
    void bothMultiplyAlikeWhateverTheBytes() {
        var random = Seeds.random("x25519");
        for (int i = 0; i < Seeds.repeat(300); i++) {
            var secret = bytes(random, 32);
            var point = bytes(random, 32);
            assertArrayEquals(jce.pointOf(secret), libcrypto.pointOf(secret));
            assertArrayEquals(jce.multiply(secret, point), libcrypto.multiply(secret, point));
        }
    }

    /// RFC 7748 asks for them to be taken: points not below 2^255 − 19, and with the top bit.
    @Test
    void bothTakePointsThatAreWrittenInAnUnusualWay() {
        var random = Seeds.random("x25519 unusual");
        var secret = bytes(random, 32);
        for (int above = 2; above < 19; above++) {
            for (int top : new int[] {0x7f, 0xff}) {
                var point = new byte[32];
                Arrays.fill(point, (byte) 0xff);
                point[0] = (byte) (0xed + above);
                point[31] = (byte) top;
                assertArrayEquals(jce.multiply(secret, point), libcrypto.multiply(secret, point));
            }
        }
    }

    /// The points of order 1, 2, 4 and 8 on the curve and its twist, in all their spellings:
    /// age says to refuse them.
    @Test
    void pointsOfSmallOrderHaveNoSharedSecret() {
        var prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
        var order8 =
                littleEndian("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
        var other8 =
                littleEndian("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");
        var secret = bytes(Seeds.random("x25519 small"), 32);
        for (var small : List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                prime.subtract(BigInteger.ONE),
                prime,
                prime.add(BigInteger.ONE),
                order8,
                other8)) {
            for (int top : new int[] {0, 0x80}) {
                var point = littleEndian(small);
                point[31] |= (byte) top;
                for (var curves : both) {
                    assertNull(curves.multiply(secret, point), () -> HEX.formatHex(point));
                }
                var recipient = new Recipient(ByteString.of(point));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> recipient.wrap(new byte[16], new SecureRandom()));
            }
        }
    }

    @Test
    void bothSignAlikeAndVerifyWhatTheOtherHasSigned() {
        var random = Seeds.random("ed25519");
        var secure = new SecureRandom();
        for (int i = 0; i < Seeds.repeat(100); i++) {
            var key = both.get(i % 2).newSigningKey(secure);
            var seed = Arrays.copyOf(key, 32);
            var point = Arrays.copyOfRange(key, 32, 64);
            var message = bytes(random, random.nextInt(5000));
            var signature = jce.sign(seed, message);
            assertArrayEquals(signature, libcrypto.sign(seed, message));
            for (var curves : both) assertTrue(curves.verifies(point, message, signature));
        }
    }

    @Test
    void bothRefuseEveryFlippedBitOfPointSignatureAndMessage() {
        for (var curves : both) {
            var key = curves.newSigningKey(new SecureRandom());
            var seed = Arrays.copyOf(key, 32);
            var point = Arrays.copyOfRange(key, 32, 64);
            var message = Stanza.ascii("holdfast");
            var signature = curves.sign(seed, message);
            for (var flipped : List.of(point, message, signature)) {
                for (int bit = 0; bit < 8 * flipped.length; bit++) {
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                    assertFalse(curves.verifies(point, message, signature));
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                }
            }
            assertTrue(curves.verifies(point, message, signature));
        }
    }

    @Test
    void keysOfAnotherLengthAreRefused() {
        for (int length : new int[] {0, 31, 33}) {
            var bad = new byte[length];
            assertThrows(IllegalArgumentException.class, () -> libcrypto.pointOf(bad));
            assertThrows(
                    IllegalArgumentException.class, () -> libcrypto.multiply(new byte[32], bad));
            assertThrows(IllegalArgumentException.class, () -> libcrypto.sign(bad, new byte[1]));
        }
        assertFalse(libcrypto.verifies(new byte[32], new byte[1], new byte[63]));
    }

    @Test
    void manyThreadsMayUseThemAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Boolean> work = this::agreesWithItself;
            for (var done : threads.invokeAll(List.of(work, work, work, work))) {
                assertTrue(done.get());
            }
        }
    }

    private boolean agreesWithItself() {
        var random = Seeds.random("curves " + Thread.currentThread().threadId());
        for (int i = 0; i < 300; i++) {
            var mine = bytes(random, 32);
            var theirs = bytes(random, 32);
            var one = libcrypto.multiply(mine, libcrypto.pointOf(theirs));
            var two = libcrypto.multiply(theirs, libcrypto.pointOf(mine));
            if (!Arrays.equals(one, two)) return false;
            var message = bytes(random, 200);
            var key = libcrypto.newSigningKey(new SecureRandom());
            var signature = libcrypto.sign(Arrays.copyOf(key, 32), message);
            var point = Arrays.copyOfRange(key, 32, 64);
            if (!libcrypto.verifies(point, message, signature)) return false;
        }
        return true;
    }

    private static void assertMultiplied(
            Curves curves, String secret, String point, String product) {
        var found = curves.multiply(HEX.parseHex(secret), HEX.parseHex(point));
        assertEquals(product, HEX.formatHex(Objects.requireNonNull(found)));
    }

    private static void assertSigned(
            Curves curves, String seed, String point, String message, String signature) {
        var signed = HEX.parseHex(message);
        assertEquals(signature, HEX.formatHex(curves.sign(HEX.parseHex(seed), signed)));
        assertTrue(curves.verifies(HEX.parseHex(point), signed, HEX.parseHex(signature)));
    }

    private static BigInteger littleEndian(String hex) {
        return new BigInteger(1, reversed(HEX.parseHex(hex)));
    }

    private static byte[] littleEndian(BigInteger number) {
        var bigEndian = new byte[32];
        var bytes = number.toByteArray();
        int skip = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, skip, bigEndian, 32 - bytes.length + skip, bytes.length - skip);
        return reversed(bigEndian);
    }

    private static byte[] reversed(byte[] bytes) {
        var reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) reversed[i] = bytes[bytes.length - 1 - i];
        return reversed;
    }

    private static LibcryptoCurves libcrypto() {
        var found = LibcryptoCurves.find();
        if (found == null)
            throw new TestAbortedException("SKIPPED: libcrypto.so.3 is not installed");
        return found;
    }

    private static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
