package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// The stock `age` command as judge, both ways.
class AgeCommandTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    private AgeCommand age;

    @BeforeEach
    void findAge() {
        age = AgeCommand.inDirectory(directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 131072, 200_000})
    void ageOpensWhatWeSeal(int size) throws Exception {
        var plain = random(size);
        var identity = Identity.generate(RANDOM);
        var sealed = AgeFile.encrypt(plain, List.of(identity.recipient()), RANDOM);
        assertEquals(AgeWriter.sizeOf(184, size), sealed.length);
        assertArrayEquals(plain, age.decrypt(sealed, identity.toSecretText()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 131072, 200_000})
    void weOpenWhatAgeSeals(int size) throws Exception {
        var plain = random(size);
        var identity = Identity.generate(RANDOM);
        var sealed = age.encrypt(plain, identity.recipient().toString());
        assertArrayEquals(plain, AgeFile.decrypt("a file", sealed, List.of(identity)));
        try (var reader =
                AgeReader.open("a file", new ByteArrayInputStream(sealed), List.of(identity))) {
            assertArrayEquals(plain, reader.readAllBytes());
        }
    }

    @Test
    void eachOfSeveralRecipientsOpensTheFile() throws Exception {
        var plain = random(100_000);
        var one = Identity.generate(RANDOM);
        var two = Identity.generate(RANDOM);
        var three = Identity.generate(RANDOM);
        var all = List.of(one.recipient(), two.recipient(), three.recipient());
        var ours = AgeFile.encrypt(plain, all, RANDOM);
        var theirs = age.encrypt(
                plain,
                one.recipient().toString(),
                two.recipient().toString(),
                three.recipient().toString());
        for (var identity : List.of(one, two, three)) {
            assertArrayEquals(plain, age.decrypt(ours, identity.toSecretText()));
            assertArrayEquals(plain, AgeFile.decrypt("a file", theirs, List.of(identity)));
        }
    }

    @Test
    void keysOfAgeKeygenAreOurs() throws Exception {
        var text = age.keygen();
        var file = IdentityFile.parse("key.txt", text);
        var identity = file.identities().getFirst();
        var shown = new String(text, java.nio.charset.StandardCharsets.US_ASCII);
        assertEquals(1, file.identities().size());
        assertFalse(shown.isEmpty());
        assertEquals(age.publicKeyOf(text), identity.recipient().toString());
        assertEquals(
                identity.toSecretText(),
                shown.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow());
    }

    @Test
    void ageOpensOurPassphraseFiles() throws Exception {
        var plain = random(1000);
        var passphrase = Passphrase.of("correct horse Bätterie".toCharArray(), 10);
        var sealed = AgeFile.encrypt(plain, List.of(passphrase), RANDOM);
        assertArrayEquals(plain, age.decryptByPassphrase(sealed, "correct horse Bätterie"));
    }

    @Test
    void weOpenPassphraseFilesOfAge() throws Exception {
        var plain = random(1000);
        var sealed = age.encryptByPassphrase(plain, "correct horse Bätterie");
        var passphrase = Passphrase.of("correct horse Bätterie".toCharArray());
        assertArrayEquals(plain, AgeFile.decrypt("a file", sealed, List.of(passphrase)));
    }

    @Test
    void ageTakesTheRepositorysSecretsAsItsIdentityFile() throws Exception {
        var me = Identity.generate(RANDOM);
        var secrets = RepositorySecrets.generate(RANDOM);
        var wrapped = secrets.wrap(me.recipient(), RANDOM);
        var text = age.decrypt(wrapped, me.toSecretText());
        var payload = secrets.publicKeys().payload();
        var pack = AgeFile.encrypt(random(500), List.of(payload), RANDOM);
        var opened =
                age.decrypt(pack, new String(text, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(500, opened.length);
        Files.deleteIfExists(directory.resolve("identity.txt"));
    }

    private static byte[] random(int size) throws IOException {
        var bytes = new byte[size];
        Seeds.random("age").nextBytes(bytes);
        return bytes;
    }
}
