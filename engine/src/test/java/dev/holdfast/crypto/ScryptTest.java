package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

/// Passphrases: the same key on every machine, and a limit to what a file can make us spend.
class ScryptTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void libcryptoAndBouncyCastleStretchAlike() {
        assumeTrue(
                Scrypt.findByLibcrypto(new byte[1], new byte[1], 1) != null,
                "SKIPPED: libcrypto.so.3 is not installed");
        for (int logWork = 1; logWork < 13; logWork++) {
            for (int length : new int[] {0, 1, 20, 64, 65, 300}) {
                var secret = AgeForge.filled(length, logWork);
                var salt = AgeForge.filled(44, length);
                assertArrayEquals(
                        Scrypt.byBouncyCastle(secret, salt, logWork),
                        Scrypt.findByLibcrypto(secret, salt, logWork));
            }
        }
    }

    @Test
    void theWorkInTheFileCountsNotTheOneInTheKey() throws IOException {
        var writer = Passphrase.of("password".toCharArray(), 4);
        var sealed = AgeFile.encrypt(new byte[5], List.of(writer), RANDOM);
        var reader = Passphrase.of("password".toCharArray(), 9);
        assertEquals(5, AgeFile.decrypt("a file", sealed, List.of(reader)).length);
    }

    @Test
    void moreWorkThanTheLimitIsNeverAsked() {
        for (int work : new int[] {-1, 0, 21, 64}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Passphrase.of("password".toCharArray(), work));
        }
    }

    @Test
    void aPassphraseStandsAlone() {
        var passphrase = Passphrase.of("password".toCharArray(), 1);
        var recipient = Identity.generate(RANDOM).recipient();
        assertThrows(
                IllegalArgumentException.class,
                () -> AgeWriter.open(List.of(passphrase, recipient), RANDOM));
        assertThrows(
                IllegalArgumentException.class,
                () -> AgeWriter.open(List.of(passphrase, passphrase), RANDOM));
        assertThrows(IllegalArgumentException.class, () -> AgeWriter.open(List.of(), RANDOM));
    }

    @Test
    void aClosedPassphraseOpensNothing() {
        var passphrase = Passphrase.of("password".toCharArray(), 1);
        var sealed = AgeFile.encrypt(new byte[5], List.of(passphrase), RANDOM);
        passphrase.close();
        assertThrows(
                IllegalStateException.class,
                () -> AgeFile.decrypt("a file", sealed, List.of(passphrase)));
    }

    @Test
    void whatIsNotTextIsNoPassphrase() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Passphrase.of(new char[] {'a', '\ud800', 'b'}));
    }
}
