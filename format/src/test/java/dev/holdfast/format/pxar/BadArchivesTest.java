package dev.holdfast.format.pxar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// 33 malformed archives. The reference program accepts some of them; none is harmless
/// enough for that, so every one is refused here, by both readers.
final class BadArchivesTest {

    private static final Path FOLDER = Path.of("src/test/resources/pxar/bad");

    @TestFactory
    List<DynamicTest> everyMalformedArchiveIsRefusedByBothReadersWithOneSentence()
            throws IOException {
        try (var files = Files.list(FOLDER)) {
            var tests = files.filter(file -> !file.toString().endsWith(".ppxar"))
                    .filter(file -> !file.getFileName().toString().startsWith("good."))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> isRefused(file)))
                    .toList();
            assertEquals(33, tests.size());
            return tests;
        }
    }

    @Test
    void theirWellFormedSiblingsAreRead() throws IOException {
        for (var name : List.of("good.pxar", "good.mpxar")) {
            var archive = ArchiveBytes.read(FOLDER.resolve(name));
            assertEquals(Listing.sequential(archive), Listing.byAccess(archive));
        }
    }

    private static void isRefused(Path file) throws IOException {
        var archive = ArchiveBytes.read(file);
        boolean tooNew = file.getFileName().toString().equals("version-3.mpxar");
        isRefused(tooNew, () -> Listing.sequential(archive));
        isRefused(tooNew, () -> Listing.byAccess(archive));
    }

    private static void isRefused(boolean tooNew, Executable reading) {
        var refusal = tooNew
                ? assertThrows(FormatTooNewException.class, reading)
                : assertThrows(CorruptDataException.class, reading);
        var sentence = String.valueOf(refusal.getMessage());
        assertTrue(sentence.startsWith("pxar "), sentence);
        assertFalse(sentence.contains("\n") || sentence.endsWith("."), sentence);
    }
}
