package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// A file that is not exactly what was written is refused, always by an exception that says
/// so, and what came out before is a true beginning.
class AgeDamageTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Identity ME = Identity.generate(RANDOM);

    @Test
    void everyTruncationOfASmallFileIsRefused() {
        var file = AgeFile.encrypt(new byte[100], List.of(ME.recipient()), RANDOM);
        for (int length = 0; length < file.length; length++) {
            var cut = Arrays.copyOf(file, length);
            refused(() -> AgeFile.decrypt("a file", cut, List.of(ME)));
            refused(() -> readAll(cut, new ByteArrayOutputStream()));
        }
    }

    @Test
    void everyFlippedBitOfASmallFileIsRefused() {
        var file = AgeFile.encrypt(new byte[10], List.of(ME.recipient()), RANDOM);
        for (int bit = 0; bit < 8 * file.length; bit++) {
            var bad = file.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            refused(() -> AgeFile.decrypt("a file", bad, List.of(ME)));
        }
    }

    @Test
    void everyFlippedBitOfAPassphraseFileIsRefused() {
        var passphrase = Passphrase.of("password".toCharArray(), 1);
        var file = AgeFile.encrypt(new byte[10], List.of(passphrase), RANDOM);
        for (int bit = 0; bit < 8 * file.length; bit++) {
            var bad = file.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            refused(() -> AgeFile.decrypt("a file", bad, List.of(passphrase)));
        }
    }

    @Test
    void everyInsertedByteIsRefused() {
        var file = AgeFile.encrypt(new byte[10], List.of(ME.recipient()), RANDOM);
        for (int at = 0; at <= file.length; at++) {
            for (int value : new int[] {0, '\n', ' ', 'A'}) {
                var bad = new byte[file.length + 1];
                System.arraycopy(file, 0, bad, 0, at);
                bad[at] = (byte) value;
                System.arraycopy(file, at, bad, at + 1, file.length - at);
                refused(() -> AgeFile.decrypt("a file", bad, List.of(ME)));
            }
        }
    }

    @Test
    void segmentsInAnotherOrderAreRefused() {
        var file = AgeFile.encrypt(new byte[3 * 65_536], List.of(ME.recipient()), RANDOM);
        var swapped = file.clone();
        System.arraycopy(file, 184, swapped, 184 + 65_552, 65_552);
        System.arraycopy(file, 184 + 65_552, swapped, 184, 65_552);
        var out = new ByteArrayOutputStream();
        refused(() -> readAll(swapped, out));
        assertEquals(0, out.size());
    }

    @Test
    void aTruncatedLongFileReleasesOnlyATrueBeginning() throws IOException {
        var random = Seeds.random("age damage");
        var plain = new byte[200_000];
        random.nextBytes(plain);
        var file = AgeFile.encrypt(plain, List.of(ME.recipient()), RANDOM);
        for (int i = 0; i < Seeds.repeat(200); i++) {
            int length = switch (i) {
                case 0 -> 184 + 65_552;
                case 1 -> 184 + 2 * 65_552;
                case 2 -> 184 + 3 * 65_552;
                default -> random.nextInt(file.length);
            };
            var out = new ByteArrayOutputStream();
            refused(() -> readAll(Arrays.copyOf(file, length), out));
            var released = out.toByteArray();
            assertEquals(0, released.length % 65_536);
            assertTrue(Arrays.equals(released, Arrays.copyOf(plain, released.length)));
        }
    }

    @Test
    void aReaderThatFailedKeepsFailing() throws IOException {
        var file = AgeFile.encrypt(new byte[100], List.of(ME.recipient()), RANDOM);
        file[190] ^= 1;
        var reader = AgeReader.open("a file", new ByteArrayInputStream(file), List.of(ME));
        assertThrows(CorruptDataException.class, reader::read);
        assertThrows(IOException.class, reader::read);
        assertThrows(IOException.class, () -> reader.read(new byte[5], 0, 5));
        reader.close();
        assertThrows(IOException.class, reader::read);
    }

    @Test
    void aClosedReaderGivesNothing() throws IOException {
        var file = AgeFile.encrypt(new byte[100], List.of(ME.recipient()), RANDOM);
        var reader = AgeReader.open("a file", new ByteArrayInputStream(file), List.of(ME));
        assertEquals(0, reader.read());
        reader.close();
        assertThrows(IOException.class, reader::read);
    }

    @Test
    void aHeaderWithoutEndIsGivenUpAt64KiB() {
        var endless = "age-encryption.org/v1\n-> a\n" + "A".repeat(64) + "\n";
        var bytes = Stanza.ascii(endless + ("A".repeat(64) + "\n").repeat(40_000));
        var source = new ByteArrayInputStream(bytes);
        assertThrows(CorruptDataException.class, () -> AgeHeader.readFrom("a file", source));
        assertTrue(bytes.length - source.available() <= AgeHeader.SIZE_MAX + 1);
        assertThrows(CorruptDataException.class, () -> AgeHeader.parse("a file", bytes));
        var oneLine = new byte[1 << 20];
        Arrays.fill(oneLine, (byte) 'a');
        System.arraycopy(Stanza.ascii("age-encryption.org/v1\n-> "), 0, oneLine, 0, 25);
        assertThrows(CorruptDataException.class, () -> AgeHeader.parse("a file", oneLine));
    }

    private static void readAll(byte[] file, ByteArrayOutputStream out) throws IOException {
        try (var reader = AgeReader.open("a file", new ByteArrayInputStream(file), List.of(ME))) {
            reader.transferTo(out);
        }
    }

    private static void refused(Executable reading) {
        var refusal = assertThrows(IOException.class, reading);
        assertTrue(refusal instanceof CorruptDataException
                || refusal instanceof WrongKeyException
                || refusal instanceof FormatTooNewException);
    }
}
