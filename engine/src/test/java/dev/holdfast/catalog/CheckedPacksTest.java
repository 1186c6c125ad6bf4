package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;

final class CheckedPacksTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void whatWasSavedIsKnownTheNextTime() throws IOException {
        var first = open();
        first.add(pack(1), false, NOON);
        first.add(pack(2), true, NOON.plusSeconds(1));
        first.save(_ -> true);
        var second = open();
        second.add(pack(1), true, NOON.plusSeconds(2));
        second.save(_ -> true);

        var third = open();
        var check1 = new CheckedPack.Check(1, NOON.plusSeconds(1));
        var check2 = new CheckedPack.Check(2, NOON.plusSeconds(2));
        assertEquals(new CheckedPack(check2, check2), third.find(pack(1)));
        assertEquals(new CheckedPack(check1, check1), third.find(pack(2)));
        assertNull(third.find(pack(3)));
    }

    @Test
    void openedOnceStaysOpenedWhenItIsOnlyReadLater() throws IOException {
        var first = open();
        first.add(pack(1), true, NOON);
        first.save(_ -> true);
        var second = open();
        second.add(pack(1), false, NOON.plusSeconds(9));
        second.save(_ -> true);
        assertEquals(
                new CheckedPack(
                        new CheckedPack.Check(2, NOON.plusSeconds(9)),
                        new CheckedPack.Check(1, NOON)),
                open().find(pack(1)));
    }

    @Test
    void aClockThatWentBackPutsNothingBehindTheOthers() throws IOException {
        for (int i = 0; i < 3; i++) {
            var memory = open();
            memory.add(pack(i), false, NOON.minusSeconds(1000L * i));
            memory.save(_ -> true);
        }
        for (int i = 0; i < 3; i++) {
            var known = open().find(pack(i));
            assertNotNull(known);
            assertEquals(i + 1, known.read().turn());
        }
    }

    @Test
    void twoVerifiesAtOnceLoseNothingOfEachOther() throws IOException {
        var one = open();
        var other = open();
        one.add(pack(1), false, NOON);
        other.add(pack(2), false, NOON);
        one.save(_ -> true);
        other.save(_ -> true);
        assertNotNull(open().find(pack(1)));
        assertNotNull(open().find(pack(2)));
    }

    @Test
    void whatIsDroppedOrNotWantedIsForgotten() throws IOException {
        var first = open();
        for (int i = 1; i <= 3; i++) first.add(pack(i), true, NOON);
        first.save(_ -> true);
        var second = open();
        second.drop(pack(1));
        second.save(pack -> !pack.equals(pack(2)));
        var third = open();
        assertNull(third.find(pack(1)));
        assertNull(third.find(pack(2)));
        assertNotNull(third.find(pack(3)));
    }

    @Test
    void anotherPlaceWithTheSamePacksIsRememberedByItself() throws IOException {
        var here = open();
        here.add(pack(1), true, NOON);
        here.save(_ -> true);
        assertNull(CheckedPacks.open(directory, "s3://bucket/copy").find(pack(1)));
    }

    @Test
    void aDamagedMemoryIsAnEmptyOneAndIsReplaced() throws IOException {
        var first = open();
        first.add(pack(1), true, NOON);
        first.save(_ -> true);
        var file = file();
        var good = Files.readAllBytes(file);
        assertEquals(9 + 1 + 4 + 64 + 32, good.length, "docs/format/catalog.md");
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertNull(open().find(pack(1)), "cut at " + length);
        }
        for (int bit = 0; bit < 8 * good.length; bit++) {
            var bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            assertNull(open().find(pack(1)), "bit " + bit);
        }
        var next = open();
        next.add(pack(2), false, NOON);
        next.save(_ -> true);
        assertNotNull(open().find(pack(2)));
    }

    @Test
    void whatADeadSaveLeftIsReplaced() throws IOException {
        open().save(_ -> true);
        var left = file().resolveSibling(file().getFileName() + ".new");
        Files.writeString(left, "half");
        var memory = open();
        memory.add(pack(1), false, NOON);
        memory.save(_ -> true);
        assertNotNull(open().find(pack(1)));
        assertTrue(Files.notExists(left));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(file()));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(directory.resolve("checked"), "a file where a directory would be");
        var memory = open();
        memory.add(pack(1), false, NOON);
        assertThrows(IOException.class, () -> memory.save(_ -> true));
    }

    private CheckedPacks open() {
        return CheckedPacks.open(directory, "/backup");
    }

    private Path file() throws IOException {
        try (var files = Files.list(directory.resolve("checked"))) {
            return files.filter(f -> f.getFileName().toString().matches("[0-9a-f]{16}"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Sha256 pack(int number) {
        return Sha256.hash(new byte[] {(byte) number});
    }
}
