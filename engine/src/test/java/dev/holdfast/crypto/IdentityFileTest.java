package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;

/// Files of secrets: what is read, what is refused, and that no message tells.
class IdentityFileTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity one = Identity.generate(RANDOM);
    private final Identity two = Identity.generate(RANDOM);
    private final SigningKey signing = SigningKey.generate(RANDOM);

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var file = new IdentityFile(List.of(one, two), signing);
        var again = IdentityFile.parse("me.txt", file.encode());
        assertEquals(
                List.of(one.recipient(), two.recipient()),
                again.identities().stream().map(Identity::recipient).toList());
        assertEquals(
                signing.verifyingKey(),
                Objects.requireNonNull(again.signingKey()).verifyingKey());
        assertEquals(
                new String(file.encode(), java.nio.charset.StandardCharsets.US_ASCII),
                new String(again.encode(), java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void commentsBlankLinesAndWindowsEndsAreFine() throws IOException {
        var text = "# a comment, \u00fcber\r\n\r\n" + one.toSecretText() + "\r\n#\n\n"
                + two.toSecretText();
        var file = IdentityFile.parse(
                "me.txt", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(2, file.identities().size());
        assertNull(file.signingKey());
    }

    @Test
    void aBadLineIsNamedByItsNumberAndNotRepeated() {
        var secret = one.toSecretText();
        for (var bad : List.of(
                secret.substring(0, 70),
                secret + "Q",
                " " + secret,
                secret.toLowerCase(java.util.Locale.ROOT),
                IdentityFile.SIGNING_KEY + signing.toSecretText().substring(1))) {
            var refusal = assertThrows(
                    CorruptDataException.class,
                    () -> IdentityFile.parse("me.txt", Stanza.ascii("# one\n" + bad + "\n")));
            var message = String.valueOf(refusal.getMessage());
            assertTrue(message.startsWith("me.txt, line 2: "), message);
            assertFalse(
                    message.toUpperCase(java.util.Locale.ROOT).contains(secret.substring(20, 40)));
            assertFalse(message.contains(signing.toSecretText().substring(10, 30)));
        }
    }

    @Test
    void aFileWithoutSecretsOrWithTwoSigningKeysIsRefused() {
        var empty = Stanza.ascii("# nothing\n");
        assertThrows(CorruptDataException.class, () -> IdentityFile.parse("me.txt", empty));
        var line = IdentityFile.SIGNING_KEY + signing.toSecretText() + "\n";
        assertThrows(
                CorruptDataException.class,
                () -> IdentityFile.parse("me.txt", Stanza.ascii(line + line)));
        assertThrows(
                CorruptDataException.class,
                () -> IdentityFile.open("me.txt", new byte[IdentityFile.SIZE_MAX + 1], List.of()));
    }

    @Test
    void aSealedFileIsOpenedArmoredOrNot() throws IOException {
        var passphrase = Passphrase.of("password".toCharArray(), 2);
        var text = new IdentityFile(List.of(one), null).encode();
        var sealed = AgeFile.encrypt(text, List.of(passphrase), RANDOM);
        for (var bytes : List.of(sealed, Stanza.ascii(Armor.encode(sealed)))) {
            assertTrue(IdentityFile.isSealed(bytes));
            var file = IdentityFile.open("me.age", bytes, List.of(passphrase));
            assertEquals(one.recipient(), file.identities().getFirst().recipient());
            assertThrows(
                    WrongKeyException.class, () -> IdentityFile.open("me.age", bytes, List.of()));
        }
        assertFalse(IdentityFile.isSealed(text));
        assertEquals(
                1, IdentityFile.open("me.txt", text, List.of()).identities().size());
    }

    @Test
    void closingWipesEveryKey() {
        new IdentityFile(List.of(one, two), signing).close();
        assertThrows(IllegalStateException.class, one::toSecretText);
        assertThrows(IllegalStateException.class, two::toSecretText);
        assertThrows(IllegalStateException.class, signing::toSecretText);
    }

    @Test
    void noSecretIsInToString() {
        var file = new IdentityFile(List.of(one), signing);
        for (var shown : List.of(
                one.toString(),
                signing.toString(),
                file.toString(),
                new RepositorySecrets(one, two, signing).toString(),
                Passphrase.of("password".toCharArray()).toString())) {
            assertFalse(shown.contains("SECRET"), shown);
            assertFalse(shown.contains(signing.toSecretText().substring(10, 20)), shown);
            assertFalse(shown.contains("password"), shown);
        }
    }

    @Test
    void aSecretPastedAsRecipientIsNotRepeated() {
        var secret = one.toSecretText();
        var refusal = assertThrows(CorruptDataException.class, () -> Recipient.parse(secret));
        assertFalse(String.valueOf(refusal.getMessage()).contains(secret.substring(16, 30)));
    }
}
