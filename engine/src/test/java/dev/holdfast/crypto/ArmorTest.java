package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// Age files as text.
class ArmorTest {

    private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----\n";
    private static final String END = "-----END AGE ENCRYPTED FILE-----\n";
    private static final String FULL = "A".repeat(64) + "\n";

    @Test
    void everyLengthComesBack() throws CorruptDataException {
        for (int length = 1; length < 200; length++) {
            var bytes = AgeForge.filled(length, length);
            assertArrayEquals(bytes, Armor.decode("here", Stanza.ascii(Armor.encode(bytes))));
        }
    }

    @Test
    void windowsLinesAndBlanksAroundAreForgiven() throws CorruptDataException {
        var text = BEGIN + FULL + "AAAA\n" + END;
        var expected = new byte[51];
        for (var same :
                List.of(text, text.strip(), text.replace("\n", "\r\n"), "\n \n" + text + " \n\n")) {
            assertTrue(Armor.isArmored(Stanza.ascii(same)));
            assertArrayEquals(expected, Armor.decode("here", Stanza.ascii(same)));
        }
        assertArrayEquals(new byte[48], Armor.decode("here", Stanza.ascii(BEGIN + FULL + END)));
    }

    @Test
    void everythingElseIsRefused() {
        for (var bad : List.of(
                "",
                BEGIN,
                BEGIN + END,
                BEGIN + "\n" + END,
                BEGIN + FULL,
                BEGIN + FULL + "\n" + END,
                BEGIN + "\n" + FULL + END,
                BEGIN + "AAAA\nAAAA\n" + END,
                BEGIN + "A" + FULL + END,
                BEGIN + " AAAA\n" + END,
                BEGIN + "AAAA \n" + END,
                BEGIN + "AA\n" + END,
                BEGIN + "AB==\n" + END,
                BEGIN + "AA==\nAAAA\n" + END,
                BEGIN + "A".repeat(62) + "==\nAAAA\n" + END,
                BEGIN + "AA=\n=\n" + END,
                BEGIN + "AA*A\n" + END,
                BEGIN + "Header: 1\n\nAAAA\n" + END,
                "x" + BEGIN + FULL + END,
                BEGIN + FULL + END + "x",
                BEGIN.toLowerCase(java.util.Locale.ROOT) + FULL + END,
                BEGIN.replace("AGE", "PGP") + FULL + END.replace("AGE", "PGP"),
                BEGIN.strip() + " \n" + FULL + END)) {
            assertThrows(
                    CorruptDataException.class,
                    () -> Armor.decode("here", Stanza.ascii(bad)),
                    () -> bad);
        }
        assertFalse(Armor.isArmored(Stanza.ascii("age-encryption.org/v1\n")));
    }

    @Test
    void theAgeCommandReadsOurArmor(@TempDir Path directory) throws Exception {
        var age = AgeCommand.inDirectory(directory);
        var random = new SecureRandom();
        var me = Identity.generate(random);
        for (int size : new int[] {0, 1, 24, 1000}) {
            var file = AgeFile.encrypt(new byte[size], List.of(me.recipient()), random);
            var armored = Stanza.ascii(Armor.encode(file));
            assertArrayEquals(new byte[size], age.decrypt(armored, me.toSecretText()));
        }
    }
}
