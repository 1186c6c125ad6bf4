package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

/// The one small blob that opens a repository.
class RepositorySecretsTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity me = Identity.generate(RANDOM);
    private final RepositorySecrets secrets = RepositorySecrets.generate(RANDOM);
    private final RepositorySecrets.PublicKeys pinned = secrets.publicKeys();

    @Test
    void theOwnerGetsEverythingBack() throws IOException {
        var blob = secrets.wrap(me.recipient(), RANDOM);
        var opened = RepositorySecrets.unwrap("keys/a.age", blob, List.of(me), pinned);
        assertEquals(pinned, opened.publicKeys());
    }

    @Test
    void aPassphraseOpensThemToo() throws IOException {
        var passphrase = Passphrase.of("password".toCharArray(), 3);
        var blob = secrets.wrap(passphrase, RANDOM);
        assertTrue(AgeHeader.parse("keys/a.age", blob).isForPassphrase());
        var opened = RepositorySecrets.unwrap("keys/a.age", blob, List.of(me, passphrase), pinned);
        assertEquals(pinned, opened.publicKeys());
    }

    @Test
    void aBrowserGetsNeitherPayloadNorSignature() throws IOException {
        var blob = secrets.forBrowser().wrap(me.recipient(), RANDOM);
        var opened = RepositorySecrets.unwrap("keys/a.age", blob, List.of(me), pinned);
        assertEquals(pinned.metadata(), opened.metadata().recipient());
        assertNull(opened.payload());
        assertNull(opened.owner());
    }

    @Test
    void aStrangerIsToldThatTheKeyIsWrong() {
        var blob = secrets.wrap(me.recipient(), RANDOM);
        var stranger = List.of(Identity.generate(RANDOM));
        var refusal = assertThrows(
                WrongKeyException.class,
                () -> RepositorySecrets.unwrap("keys/a.age", blob, stranger, pinned));
        assertEquals("keys/a.age cannot be opened with the identity given", refusal.getMessage());
    }

    @Test
    void secretsOfAnotherRepositoryAreRefused() throws IOException {
        var other = RepositorySecrets.generate(RANDOM).publicKeys();
        var blob = secrets.wrap(me.recipient(), RANDOM);
        assertThrows(
                CorruptDataException.class,
                () -> RepositorySecrets.unwrap("keys/a.age", blob, List.of(me), other));
        var otherOwner = new RepositorySecrets.PublicKeys(
                pinned.metadata(), pinned.payload(), other.owner());
        assertThrows(
                CorruptDataException.class,
                () -> RepositorySecrets.unwrap("keys/a.age", blob, List.of(me), otherOwner));
    }

    @Test
    void theOrderOfTheLinesDoesNotMatter() throws IOException {
        var file = secrets.toIdentityFile();
        var turned = new IdentityFile(file.identities().reversed(), file.signingKey());
        var again = IdentityFile.parse("repo.txt", turned.encode());
        assertEquals(pinned, RepositorySecrets.of("repo.txt", again, pinned).publicKeys());
        assertNotNull(again.signingKey());
    }

    @Test
    void whatIsMissingIsSaidInTheMessage() {
        var passphrase = Passphrase.of("password".toCharArray(), 1);
        var forMe = secrets.wrap(me.recipient(), RANDOM);
        var forPhrase = secrets.wrap(passphrase, RANDOM);
        assertEquals(
                "k is sealed for recipients, and only a passphrase was given",
                message(forMe, List.of(passphrase)));
        assertEquals(
                "k is sealed with a passphrase, and only identities were given",
                message(forPhrase, List.of(me)));
        assertEquals("k cannot be opened without a key", message(forMe, List.of()));
        assertEquals(
                "k cannot be opened with the passphrase given",
                message(forPhrase, List.of(Passphrase.of("other".toCharArray()))));
        var ssh = new AgeForge().line("-> ssh-ed25519 a b").line("").end();
        assertEquals(
                "k cannot be opened with the identity given: it is sealed for a key of type ssh-ed25519",
                message(ssh, List.of(me)));
    }

    private String message(byte[] blob, List<? extends FileKeyUnwrapper> keys) {
        var refusal = assertThrows(
                WrongKeyException.class, () -> RepositorySecrets.unwrap("k", blob, keys, pinned));
        return String.valueOf(refusal.getMessage());
    }
}
