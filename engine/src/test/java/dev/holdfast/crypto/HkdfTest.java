package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC is the published one, and Java's own at every length.
class HkdfTest {

    private static final HexFormat HEX = HexFormat.of();

    /// RFC 4231, cases 1 (a short key), 2 (a text) and 6 (a key longer than a block).
    @Test
    void theKnownAnswersAreKnown() {
        assertEquals(
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                hmac(AgeForge.filled(20, 0x0b), "Hi There"));
        assertEquals(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                hmac(Stanza.ascii("Jefe"), "what do ya want for nothing?"));
        assertEquals(
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                hmac(
                        AgeForge.filled(131, 0xaa),
                        "Test Using Larger Than Block-Size Key - Hash Key First"));
    }

    @Test
    void everyLengthOfKeyAndMessageGivesTheCodeOfJava() throws Exception {
        var random = Seeds.random("hmac");
        for (int length = 1; length < 200; length++) {
            var key = new byte[length];
            var message = new byte[3 + random.nextInt(300)];
            random.nextBytes(key);
            random.nextBytes(message);
            var judge = Mac.getInstance("HmacSHA256");
            judge.init(new SecretKeySpec(key, "HmacSHA256"));
            judge.update(message, 2, message.length - 3);
            assertArrayEquals(judge.doFinal(), Hkdf.hmac(key, message, 2, message.length - 3));
        }
    }

    private static String hmac(byte[] key, String text) {
        var message = Stanza.ascii(text);
        return HEX.formatHex(Hkdf.hmac(key, message, 0, message.length));
    }
}
