package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.MessageDigest;

/// SHA-256 by libcrypto, judged by Java's own.
class LibcryptoDigestsTest {

    private static final String ALGORITHM = "SHA-256";

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(
                LibcryptoDigests.sha256() instanceof LibcryptoSha256,
                "SKIPPED: libcrypto.so.3 is not installed");
    }

    @Test
    void everyLengthAndEveryWayOfFeedingGivesTheDigestOfJava() throws Exception {
        var random = Seeds.random("sha-256");
        var judge = MessageDigest.getInstance(ALGORITHM, "SUN");
        var digest = LibcryptoDigests.sha256();
        for (int length = 0; length < 300_000; length += 1 + length / 7) {
            var bytes = new byte[length + 3];
            random.nextBytes(bytes);
            judge.update(bytes, 3, length);
            for (int at = 0; at < length; ) {
                int piece = Math.min(length - at, 1 + random.nextInt(100_000));
                if (piece == 1) digest.update(bytes[3 + at]);
                else digest.update(bytes, 3 + at, piece);
                at += piece;
            }
            assertArrayEquals(judge.digest(), digest.digest(), length + " bytes");
        }
    }

    @Test
    void aCloneGoesOnFromWhereItWasTaken() throws Exception {
        var digest = LibcryptoDigests.sha256();
        digest.update(new byte[100]);
        var copy = (MessageDigest) digest.clone();
        copy.update((byte) 1);
        digest.update(new byte[7]);
        var judge = MessageDigest.getInstance(ALGORITHM, "SUN");
        assertArrayEquals(judge.digest(new byte[107]), digest.digest());
        judge.update(new byte[100]);
        judge.update((byte) 1);
        assertArrayEquals(judge.digest(), copy.digest());
    }

    @Test
    void whatWasFedBeforeAResetIsForgotten() throws Exception {
        var digest = LibcryptoDigests.sha256();
        digest.update(new byte[70]);
        digest.reset();
        assertArrayEquals(MessageDigest.getInstance(ALGORITHM, "SUN").digest(), digest.digest());
    }
}
