package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// libcrypto's AEAD and the JDK's are one function, and both are the published one.
class AeadTest {

    private final JceAead jce = new JceAead();
    private final LibcryptoAead libcrypto = libcrypto();

    /// RFC 8439, section 2.8.2 (the message), without associated data: what OpenSSL and the
    /// JDK agree on.
    @Test
    void theKnownAnswerIsKnownToBoth() {
        var key = HexFormat.of()
                .parseHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        var nonce = HexFormat.of().parseHex("070000004041424344454647");
        var message = Stanza.ascii("Ladies and Gentlemen of the class of '99: If I could offer "
                + "you only one tip for the future, sunscreen would be it.");
        var start = HexFormat.of().parseHex("d31a8d34648e60db7b86afbc53ef7ec2");
        for (Aead aead : List.of(jce, libcrypto)) {
            var sealed = new byte[message.length + 16];
            aead.seal(key, nonce, message, 0, message.length, sealed, 0);
            assertArrayEquals(start, Arrays.copyOf(sealed, 16));
            var tag = Arrays.copyOfRange(sealed, message.length, sealed.length);
            assertEquals("6a23a4681fd59456aea1d29f82477216", HexFormat.of().formatHex(tag));
        }
    }

    @Test
    void bothMakeTheSameBytesAtEveryLength() {
        var random = Seeds.random("aead lengths");
        for (int length = 0; length < 600; length++) sameBothWays(random, length);
        for (int i = 0; i < Seeds.repeat(300); i++) sameBothWays(random, random.nextInt(70_000));
        sameBothWays(random, 65_536);
    }

    @Test
    void extremeKeysAndTextsComeOutTheSame() {
        var ones = new byte[65_536];
        Arrays.fill(ones, (byte) 0xff);
        for (int length : new int[] {0, 1, 16, 63, 64, 65, 65_536}) {
            for (var text : List.of(ones, new byte[65_536])) {
                for (var key : List.of(new byte[32], Arrays.copyOf(ones, 32))) {
                    for (var nonce : List.of(new byte[12], Arrays.copyOf(ones, 12))) {
                        sameBothWays(key, nonce, Arrays.copyOf(text, length));
                    }
                }
            }
        }
    }

    @Test
    void everyFlippedBitIsRefusedAndLeavesZeros() {
        var random = Seeds.random("aead flips");
        var key = bytes(random, 32);
        var nonce = bytes(random, 12);
        var plain = bytes(random, 100);
        for (Aead aead : List.of(jce, libcrypto)) {
            var sealed = new byte[116];
            aead.seal(key, nonce, plain, 0, 100, sealed, 0);
            for (int bit = 0; bit < 8 * sealed.length; bit++) {
                sealed[bit / 8] ^= (byte) (1 << bit % 8);
                var opened = bytes(random, 100);
                assertFalse(aead.open(key, nonce, sealed, 0, 116, opened, 0));
                assertArrayEquals(new byte[100], opened);
                sealed[bit / 8] ^= (byte) (1 << bit % 8);
            }
            for (int length = 0; length < 116; length++) {
                assertFalse(aead.open(key, nonce, sealed, 0, length, new byte[100], 0));
            }
            assertTrue(aead.open(key, nonce, sealed, 0, 116, new byte[100], 0));
        }
    }

    @Test
    void onlyTheGivenPartOfAnArrayIsTouched() {
        var random = Seeds.random("aead offsets");
        var key = bytes(random, 32);
        var nonce = bytes(random, 12);
        var plain = bytes(random, 1000);
        for (Aead aead : List.of(jce, libcrypto)) {
            var sealed = new byte[500];
            aead.seal(key, nonce, plain, 300, 77, sealed, 11);
            assertArrayEquals(new byte[11], Arrays.copyOf(sealed, 11));
            assertArrayEquals(new byte[396], Arrays.copyOfRange(sealed, 104, 500));
            var opened = new byte[200];
            assertTrue(aead.open(key, nonce, sealed, 11, 93, opened, 50));
            assertArrayEquals(new byte[50], Arrays.copyOf(opened, 50));
            assertArrayEquals(
                    Arrays.copyOfRange(plain, 300, 377), Arrays.copyOfRange(opened, 50, 127));
            assertArrayEquals(new byte[73], Arrays.copyOfRange(opened, 127, 200));
        }
    }

    @Test
    void manyThreadsMayUseOneAtOnce() throws Exception {
        for (Aead aead : List.of(jce, libcrypto)) {
            try (var threads = Executors.newFixedThreadPool(4)) {
                Callable<Boolean> work = () -> roundTrips(aead);
                for (var done : threads.invokeAll(List.of(work, work, work, work))) {
                    assertTrue(done.get());
                }
            }
        }
    }

    private static boolean roundTrips(Aead aead) {
        var random = Seeds.random("aead thread " + Thread.currentThread().threadId());
        for (int i = 0; i < 300; i++) {
            var key = bytes(random, 32);
            var nonce = bytes(random, 12);
            var plain = bytes(random, random.nextInt(5000));
            var sealed = new byte[plain.length + 16];
            aead.seal(key, nonce, plain, 0, plain.length, sealed, 0);
            var opened = new byte[plain.length];
            if (!aead.open(key, nonce, sealed, 0, sealed.length, opened, 0)) return false;
            if (!Arrays.equals(plain, opened)) return false;
        }
        return true;
    }

    private void sameBothWays(Random random, int length) {
        sameBothWays(bytes(random, 32), bytes(random, 12), bytes(random, length));
    }

    private void sameBothWays(byte[] key, byte[] nonce, byte[] plain) {
        var one = new byte[plain.length + 16];
        var two = new byte[plain.length + 16];
        jce.seal(key, nonce, plain, 0, plain.length, one, 0);
        libcrypto.seal(key, nonce, plain, 0, plain.length, two, 0);
        assertArrayEquals(one, two);
        for (Aead aead : List.of(jce, libcrypto)) {
            var opened = new byte[plain.length];
            assertTrue(aead.open(key, nonce, one, 0, one.length, opened, 0));
            assertArrayEquals(plain, opened);
        }
    }

    private static LibcryptoAead libcrypto() {
        var found = LibcryptoAead.find();
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
