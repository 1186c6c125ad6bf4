package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/// Keys as people see and type them.
class Bech32Test {

    private static final Identity ME = Identity.generate(new SecureRandom());

    /// BIP 173, "Test vectors": those whose data are whole bytes.
    @Test
    void theVectorsOfTheProposalAreRead() {
        assertArrayEquals(new byte[0], Bech32.find("a", "A12UEL5L"));
        assertArrayEquals(new byte[0], Bech32.find("a", "a12uel5l"));
        assertArrayEquals(
                HexFormat.of().parseHex("00443214c74254b635cf84653a56d7c675be77df"),
                Bech32.find("abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"));
        assertEquals(
                "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                Bech32.encode(
                        "abcdef",
                        HexFormat.of().parseHex("00443214c74254b635cf84653a56d7c675be77df")));
    }

    @Test
    void whatIsNotBech32IsRefused() {
        assertNull(Bech32.find("a", "A12uEL5L"), "mixed cases");
        assertNull(Bech32.find("b", "a12uel5l"), "another prefix");
        assertNull(Bech32.find("a", "a12uel5b"), "not in the alphabet");
        assertNull(Bech32.find("a", "a12uel5"), "shorter than its checksum");
        assertNull(Bech32.find("a", "a2uel5l"), "no separator");
        assertNull(Bech32.find("a", ""), "nothing");
        assertNull(Bech32.find("a", "a12uel5\u017f"), "a letter that is s in upper case only");
        assertNull(Bech32.find(
                "split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e2w"));
    }

    @Test
    void everyLengthOfDataComesBack() {
        var random = Seeds.random("bech32");
        for (int length = 0; length < 80; length++) {
            var data = new byte[length];
            random.nextBytes(data);
            var text = Bech32.encode("age-secret-key-", data);
            assertArrayEquals(data, Bech32.find("age-secret-key-", text));
            assertArrayEquals(data, Bech32.find("age-secret-key-", text.toUpperCase(Locale.ROOT)));
        }
    }

    @Test
    void anyTypingMistakeInAKeyIsNoticed() {
        var text = ME.recipient().toString();
        for (int at = 0; at < text.length(); at++) {
            for (char wrong : "qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio -".toCharArray()) {
                if (text.charAt(at) == wrong) continue;
                var mistyped = text.substring(0, at) + wrong + text.substring(at + 1);
                assertThrows(CorruptDataException.class, () -> Recipient.parse(mistyped));
            }
            var shorter = text.substring(0, at) + text.substring(at + 1);
            assertThrows(CorruptDataException.class, () -> Recipient.parse(shorter));
        }
    }

    @Test
    void recipientsAreLowerCaseAndIdentitiesUpperCase() throws CorruptDataException {
        var recipient = ME.recipient().toString();
        assertEquals(ME.recipient(), Recipient.parse(recipient));
        assertThrows(
                CorruptDataException.class,
                () -> Recipient.parse(recipient.toUpperCase(Locale.ROOT)));
        var secret = ME.toSecretText();
        assertEquals(ME.recipient(), Identity.parse("here", secret).recipient());
        assertThrows(
                CorruptDataException.class,
                () -> Identity.parse("here", secret.toLowerCase(Locale.ROOT)));
    }

    /// 32 times the letter B, and what `age-keygen -y` says to it.
    @Test
    void aPublishedIdentityHasItsPublishedRecipient() throws CorruptDataException {
        var identity = Identity.parse(
                "here",
                "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX");
        assertEquals(
                "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
                identity.recipient().toString());
        assertNotNull(Recipient.parse(identity.recipient().toString()));
    }

    @Test
    void keysOfTheWrongLengthAreRefused() {
        var shortKey = Bech32.encode("age", new byte[31]);
        assertThrows(CorruptDataException.class, () -> Recipient.parse(shortKey));
        var longSecret = Bech32.encode("age-secret-key-", new byte[33]).toUpperCase(Locale.ROOT);
        assertThrows(CorruptDataException.class, () -> Identity.parse("here", longSecret));
    }

    @Test
    void aRecipientOfSmallOrderIsNotWrittenTo() {
        var zero = new Recipient(dev.holdfast.format.ByteString.of(new byte[32]));
        assertThrows(
                IllegalArgumentException.class, () -> zero.wrap(new byte[16], new SecureRandom()));
    }
}
