package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Writing in pieces, reading in pieces, reading out of the middle: all one file.
class AgeStreamTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Identity ME = Identity.generate(RANDOM);
    private static final List<Identity> KEYS = List.of(ME);

    @Test
    void piecesOfAnySizeMakeTheSamePlaintext() throws IOException {
        var random = Seeds.random("age pieces");
        for (int i = 0; i < Seeds.repeat(60); i++) {
            var plain = plain(random, i);
            var file = writeInPieces(plain, random);
            assertEquals(AgeWriter.sizeOf(184, plain.length), file.length);
            assertArrayEquals(plain, AgeFile.decrypt("a file", file, KEYS));
            assertArrayEquals(plain, readInPieces(file, random));
        }
    }

    @Test
    void aFileWithoutFinishIsNoWholeFile() throws IOException {
        for (int size : new int[] {0, 1, 65_536, 65_537, 131_072}) {
            var out = new ByteArrayOutputStream();
            try (var writer = AgeWriter.open(List.of(ME.recipient()), RANDOM)) {
                out.write(writer.header());
                writer.update(new byte[size], 0, size, out);
            }
            assertThrows(
                    CorruptDataException.class,
                    () -> AgeFile.decrypt("a file", out.toByteArray(), KEYS));
        }
    }

    @Test
    void aFinishedWriterTakesNothingMore() throws IOException {
        var writer = AgeWriter.open(List.of(ME.recipient()), RANDOM);
        writer.finish(new ByteArrayOutputStream());
        var out = new ByteArrayOutputStream();
        assertThrows(IllegalStateException.class, () -> writer.update(new byte[1], 0, 1, out));
        assertThrows(IllegalStateException.class, () -> writer.finish(out));
        writer.close();
        assertThrows(IllegalStateException.class, () -> writer.finish(out));
    }

    @Test
    void everyPossibleSizeComesBackFromTheLayout() throws IOException {
        var header = AgeHeader.parse("a file", sealed(new byte[0]));
        for (long plain : new long[] {0, 1, 16, 65_535, 65_536, 65_537, 1L << 40, 1L << 61}) {
            var layout = SealedLayout.of(header, AgeWriter.sizeOf(header.size(), plain));
            assertEquals(plain, layout.plainSize());
        }
        for (long bad : new long[] {-1, 0, 1, 15, 65_553, 65_552 + 16, 2 * 65_552 + 16}) {
            assertThrows(
                    CorruptDataException.class, () -> SealedLayout.of(header, header.size() + bad));
        }
        assertThrows(CorruptDataException.class, () -> SealedLayout.of(header, Long.MIN_VALUE));
    }

    @Test
    void anyRangeEqualsTheSameBytesReadInOrder() throws IOException {
        var random = Seeds.random("age ranges");
        for (int round = 0; round < Seeds.repeat(20); round++) {
            var plain = plain(random, round);
            var file = sealed(plain);
            if (plain.length == 0) continue;
            // The header as it comes from the database, the bytes as they come from a store.
            var header = AgeHeader.parse("a file", Arrays.copyOf(file, 184));
            try (var key = header.unwrap(KEYS)) {
                var layout = SealedLayout.of(header, file.length);
                for (int i = 0; i < 50; i++) sameRange(random, plain, file, key, layout);
                sameRange(plain, file, key, layout, 0, plain.length);
                sameRange(plain, file, key, layout, plain.length - 1, 1);
            }
        }
    }

    @Test
    void aRangeOutsideTheFileIsRefused() throws IOException {
        var header = AgeHeader.parse("a file", sealed(new byte[100]));
        var layout = SealedLayout.of(header, 184 + 116);
        for (long[] bad : new long[][] {
            {-1, 5}, {0, 101}, {100, 1}, {96, 5}, {0, 0}, {Long.MAX_VALUE, 1}, {5, -1}
        }) {
            assertThrows(CorruptDataException.class, () -> layout.range(bad[0], (int) bad[1]));
        }
    }

    @Test
    void aRangeWithATouchedByteIsRefused() throws IOException {
        var plain = new byte[150_000];
        var file = sealed(plain);
        var header = AgeHeader.parse("a file", file);
        var layout = SealedLayout.of(header, file.length);
        var range = layout.range(70_000, 10);
        file[(int) range.storedOffset() + 60_000] ^= 1;
        try (var key = header.unwrap(KEYS)) {
            var target = new byte[10];
            assertThrows(
                    CorruptDataException.class,
                    () -> range.open(key, file, (int) range.storedOffset(), target, 0));
        }
    }

    @Test
    void aWrongSizeIsNoticedAtTheLastSegment() throws IOException {
        var file = sealed(new byte[150_000]);
        var header = AgeHeader.parse("a file", file);
        var shorter = SealedLayout.of(header, 184 + 2 * 65_552);
        var range = shorter.range(65_536, 1);
        assertTrue(range.last());
        assertFalse(shorter.range(0, 1).last());
        try (var key = header.unwrap(KEYS)) {
            assertThrows(
                    CorruptDataException.class,
                    () -> range.open(key, file, (int) range.storedOffset(), new byte[1], 0));
        }
    }

    @Test
    void twoFilesOfTheSameTextShareNothing() {
        var one = sealed(new byte[1000]);
        var two = sealed(new byte[1000]);
        var shareOfOne = Arrays.copyOfRange(one, 32, 75);
        assertFalse(Arrays.equals(shareOfOne, Arrays.copyOfRange(two, 32, 75)));
        var sealedOne = Arrays.copyOfRange(one, 168, one.length);
        assertFalse(Arrays.equals(sealedOne, Arrays.copyOfRange(two, 168, two.length)));
    }

    private static void sameRange(
            Random random, byte[] plain, byte[] file, PayloadKey key, SealedLayout layout)
            throws IOException {
        int offset = random.nextInt(plain.length);
        int most = plain.length - offset;
        int length = 1 + random.nextInt(random.nextBoolean() ? most : Math.min(most, 100));
        sameRange(plain, file, key, layout, offset, length);
    }

    private static void sameRange(
            byte[] plain, byte[] file, PayloadKey key, SealedLayout layout, int offset, int length)
            throws IOException {
        var range = layout.range(offset, length);
        int from = (int) range.storedOffset();
        var fetched = Arrays.copyOfRange(file, from, from + range.storedLength());
        var target = new byte[length + 7];
        range.open(key, fetched, 0, target, 3);
        var expected = new byte[length + 7];
        System.arraycopy(plain, offset, expected, 3, length);
        assertArrayEquals(expected, target);
    }

    private static byte[] plain(Random random, int round) {
        int[] sizes = {0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 262_144};
        int size = round < sizes.length ? sizes[round] : random.nextInt(400_000);
        var plain = new byte[size];
        random.nextBytes(plain);
        return plain;
    }

    private static byte[] sealed(byte[] plain) {
        return AgeFile.encrypt(plain, List.of(ME.recipient()), RANDOM);
    }

    private static byte[] writeInPieces(byte[] plain, Random random) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = AgeWriter.open(List.of(ME.recipient()), RANDOM)) {
            out.write(writer.header());
            for (int at = 0; at < plain.length; ) {
                int most = random.nextInt(4) == 0 ? 200_000 : 70_000;
                int length = Math.min(plain.length - at, random.nextInt(most));
                writer.update(plain, at, length, out);
                at += length;
            }
            writer.finish(out);
        }
        return out.toByteArray();
    }

    private static byte[] readInPieces(byte[] file, Random random) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var reader = AgeReader.open("a file", new ByteArrayInputStream(file), KEYS)) {
            var buffer = new byte[100_000];
            while (true) {
                if (random.nextInt(10) == 0) {
                    int one = reader.read();
                    if (one < 0) return out.toByteArray();
                    out.write(one);
                } else {
                    int got = reader.read(buffer, 5, 1 + random.nextInt(90_000));
                    if (got < 0) return out.toByteArray();
                    out.write(buffer, 5, got);
                }
            }
        }
    }
}
