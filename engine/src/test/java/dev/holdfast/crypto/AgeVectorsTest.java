package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.crypto.AgeVectors.Fate;
import dev.holdfast.crypto.AgeVectors.Vector;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The community's cases, one by one; and the `age` command on the same files.
class AgeVectorsTest {

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> everyFileMeetsItsFate() throws IOException {
        return AgeVectors.all().stream().map(v -> dynamicTest(v.name(), () -> check(v)));
    }

    /// The judge of the judge: where `age` reads a file, so must we, and the reverse.
    @Test
    void theAgeCommandAgrees() throws Exception {
        var age = AgeCommand.inDirectory(directory);
        for (var vector : AgeVectors.all()) {
            if (vector.name().startsWith("scrypt")) continue; // age asks a terminal
            if (vector.name().equals("65 stanzas")) continue; // a limit of ours
            boolean accepted =
                    age.accepts(vector.file().toByteArray(), AgeForge.IDENTITY.toSecretText());
            assertEquals(vector.fate() == Fate.OPENS, accepted, vector.name());
        }
    }

    @Test
    void anotherVersionIsNewerNotCorrupt() {
        var file = AgeForge.withVersion("age-encryption.org/v2").x25519().end();
        assertThrows(FormatTooNewException.class, () -> AgeHeader.parse("a file", file));
    }

    private static void check(Vector vector) throws IOException {
        var keys = List.of(AgeForge.IDENTITY, Passphrase.of("password".toCharArray()));
        var released = new ByteArrayOutputStream();
        IOException failure = null;
        try (var reader = AgeReader.open(
                "a file", new ByteArrayInputStream(vector.file().toByteArray()), keys)) {
            reader.transferTo(released);
        } catch (IOException e) {
            failure = e;
        }
        if (failure == null) {
            assertEquals(Fate.OPENS, vector.fate());
            assertArrayEquals(
                    released.toByteArray(),
                    AgeFile.decrypt("a file", vector.file().toByteArray(), keys));
            return;
        }
        assertEquals(vector.fate(), fate(failure), failure.getMessage());
        assertEquals(vector.released(), released.size());
        assertThrows(
                IOException.class,
                () -> AgeFile.decrypt("a file", vector.file().toByteArray(), keys));
    }

    private static Fate fate(IOException failure) {
        if (failure instanceof WrongKeyException) return Fate.NO_MATCH;
        assertInstanceOf(CorruptDataException.class, failure);
        var message = String.valueOf(failure.getMessage());
        if (message.contains("MAC is wrong")) return Fate.BAD_MAC;
        return message.contains("segment") || message.contains("payload")
                ? Fate.BAD_PAYLOAD
                : Fate.BAD_HEADER;
    }
}
