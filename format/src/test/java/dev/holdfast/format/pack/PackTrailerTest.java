package dev.holdfast.format.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Seeded;
import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

final class PackTrailerTest {

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var random = Seeded.random("whatIsWrittenIsReadBack");
        for (int count : new int[] {1, 2, 3, 100, 65_536}) {
            var chunks = chunks(random, count);
            for (var kind : PackKind.values()) {
                var full = PackTrailer.of(kind, chunks);
                assertEquals(full, read(plaintext(full)));
                var padded = PackTrailer.padded(kind, chunks);
                assertEquals(padded, read(plaintext(padded)));
                assertEquals(padded.plainLength(), plaintext(padded).length);
            }
        }
    }

    @Test
    void thePaddedPlaintextHasAPadmeSizeAndCostsAtMostAnEighth() {
        var random = Seeded.random("thePaddedPlaintextHasAPadmeSize");
        for (int i = 0; i < 200; i++) {
            var chunks = chunks(random, 1 + random.nextInt(300));
            long bare = PackTrailer.of(PackKind.PAYLOAD, chunks).plainLength();
            long padded = PackTrailer.padded(PackKind.PAYLOAD, chunks).plainLength();
            assertEquals(padded, Padme.sizeClass(padded));
            assertTrue(padded >= bare + 16 && padded <= (bare + 16) * 1.125);
        }
    }

    @Test
    void padmeClassesAreThoseOfThePaper() {
        // From the definition: E = floor(log2 L), S = floor(log2 E) + 1, E - S zero bits.
        for (long size : new long[] {1, 2, 7, 8, 9, 100, 1000, 12345, 1 << 20, 67_108_865}) {
            int e = Long.toBinaryString(size).length() - 1;
            int s = e == 0 ? 0 : Integer.toBinaryString(e).length();
            long step = size < 2 ? 1 : 1L << (e - s);
            assertEquals((size + step - 1) / step * step, Padme.sizeClass(size), "of " + size);
        }
        assertEquals(67_108_864, Padme.sizeClass(67_108_864));
        assertEquals(69_206_016, Padme.sizeClass(67_108_865));
    }

    @Test
    void everyTruncationIsRefused() {
        var random = Seeded.random("everyTruncationIsRefused");
        for (var trailer : new PackTrailer[] {
            PackTrailer.of(PackKind.METADATA, chunks(random, 3)),
            PackTrailer.padded(PackKind.PAYLOAD, chunks(random, 2))
        }) {
            var whole = plaintext(trailer);
            for (int i = 0; i < whole.length; i++) {
                var head = Arrays.copyOf(whole, i);
                assertThrows(CorruptDataException.class, () -> read(head));
                var tail = Arrays.copyOfRange(whole, i + 1, whole.length);
                assertThrows(CorruptDataException.class, () -> read(tail));
            }
        }
    }

    @Test
    void everyBitFlipIsRefusedOrChangesWhatIsReadOrHitsWhatIsNotRead() throws IOException {
        var random = Seeded.random("everyBitFlip");
        for (int round = 0; round < Seeded.repeat(3); round++) {
            var trailer =
                    PackTrailer.padded(PackKind.PAYLOAD, chunks(random, 1 + random.nextInt(4)));
            var whole = plaintext(trailer);
            int start = whole.length - trailer.length();
            int padding = start + 18 + 32 * trailer.chunks().count() + 8;
            int unread = trailer.paddingLength() - 8;
            for (int i = start; i < whole.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    var flipped = whole.clone();
                    flipped[i] ^= (byte) (1 << bit);
                    boolean isFill = i >= padding && i < padding + unread;
                    try {
                        var read = read(flipped);
                        if (isFill) {
                            assertEquals(trailer, read);
                        } else {
                            assertNotEquals(trailer, read);
                        }
                    } catch (CorruptDataException | FormatTooNewException refused) {
                        assertTrue(String.valueOf(refused.getMessage()).startsWith("pack x"));
                    }
                }
            }
        }
    }

    @Test
    void randomBytesAreRefusedWithoutAllocatingByThem() {
        var random = Seeded.random("randomBytesAreRefused");
        for (int i = 0; i < 2000; i++) {
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (bytes.length >= 9) {
                // Get beyond the first check, with any count.
                ByteOrders.putInt(bytes, bytes.length - 4, PackTrailer.FOOTER_MAGIC);
                bytes[bytes.length - 5] = 0;
            }
            assertThrows(CorruptDataException.class, () -> read(bytes));
        }
    }

    @Test
    void aNewerTableOfContentsIsCalledNewer() {
        var trailer = PackTrailer.of(PackKind.METADATA, chunks(new Random(1), 2));
        var whole = plaintext(trailer);
        whole[whole.length - trailer.length() + 12] = 2;
        assertThrows(FormatTooNewException.class, () -> read(whole));
    }

    @Test
    void aPlaintextBeyondTheLimitIsNotEvenRead() {
        var huge = new RandomAccessBytes() {
            @Override
            public long size() {
                return PackLimits.SIZE_MAX + 1;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                throw new AssertionError("was read");
            }
        };
        assertThrows(CorruptDataException.class, () -> PackTrailer.readFrom("pack x", huge));
    }

    @Test
    void onlyTheTrailerIsReadAndNoPadding() throws IOException {
        var trailer = PackTrailer.padded(PackKind.PAYLOAD, chunks(new Random(5), 50));
        var whole = plaintext(trailer);
        var counted = new long[1];
        var counting = new RandomAccessBytes() {
            @Override
            public long size() {
                return whole.length;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                counted[0] += length;
                System.arraycopy(whole, (int) position, target, offset, length);
            }
        };
        assertEquals(trailer, PackTrailer.readFrom("pack x", counting));
        assertEquals(trailer.length() - (trailer.paddingLength() - 8), counted[0]);
    }

    @Test
    void tablesBeyondTheLimitsCannotBeMade() {
        var id = Sha256.hash(new byte[1]);
        var builder = new ChunkTable.Builder();
        assertThrows(IllegalArgumentException.class, () -> builder.add(id, 0, 14));
        assertThrows(IllegalArgumentException.class, () -> builder.add(id, (16 << 20) + 1, 14));
        assertThrows(IllegalArgumentException.class, () -> builder.add(id, 1000, 0));
        assertThrows(IllegalArgumentException.class, () -> builder.add(id, 1000, 1068));
        for (int i = 0; i < 65_536; i++) builder.add(id, 1, 14);
        assertThrows(IllegalArgumentException.class, () -> builder.add(id, 1, 14));
        assertThrows(
                IllegalArgumentException.class,
                () -> PackTrailer.of(PackKind.PAYLOAD, new ChunkTable.Builder().build()));
    }

    @Test
    void packedLengthsAreReadBackAndHeldAgainstTheLimits() throws IOException {
        var lengths = chunks(Seeded.random("packedLengths"), 77).lengths();
        assertEquals(lengths, ChunkLengths.unpack("pack x", lengths.packed()));
        assertEquals(77 * ChunkLengths.PACKED_BYTES, lengths.packed().length());
        for (var bad :
                new int[][] {{0, 14}, {-1, 14}, {(16 << 20) + 1, 14}, {1, 0}, {1, 66}, {1, -1}}) {
            var bytes = new byte[8];
            ByteOrders.putInt(bytes, 0, bad[0]);
            ByteOrders.putInt(bytes, 4, bad[1]);
            assertThrows(
                    CorruptDataException.class,
                    () -> ChunkLengths.unpack("pack x", ByteString.of(bytes)));
        }
        assertThrows(
                CorruptDataException.class,
                () -> ChunkLengths.unpack("pack x", ByteString.of(new byte[7])));
        assertThrows(
                CorruptDataException.class, () -> ChunkLengths.unpack("pack x", ByteString.EMPTY));
    }

    @Test
    void sumsOfLengthsAreHeldAgainstTheLimits() {
        // 65 frames of 16 MiB are more than a pack may store; 257 chunks of 16 MiB are more
        // than it may decode to.
        assertThrows(
                CorruptDataException.class,
                () -> ChunkLengths.unpack("pack x", repeated(65, 16 << 20, 16 << 20)));
        assertThrows(
                CorruptDataException.class,
                () -> ChunkLengths.unpack("pack x", repeated(257, 16 << 20, 20)));
    }

    @Test
    void idsMustBeAsManyAsLengths() throws IOException {
        var table = chunks(Seeded.random("idsMustBeAsMany"), 5);
        assertEquals(table, ChunkTable.of("pack x", table.packedIds(), table.lengths()));
        assertThrows(
                CorruptDataException.class,
                () -> ChunkTable.of(
                        "pack x", table.packedIds().substring(0, 4 * 32), table.lengths()));
    }

    @Test
    void offsetsAreTheSumsOfTheFramesBefore() {
        var table = chunks(Seeded.random("offsetsAreTheSums"), 50);
        long at = 0;
        for (int i = 0; i < table.count(); i++) {
            assertEquals(at, table.offset(i));
            at += table.storedLength(i);
        }
        assertEquals(at, table.lengths().storedSize());
        assertEquals(at, table.offset(50));
    }

    private static ByteString repeated(int count, int length, int storedLength) {
        var bytes = new byte[8 * count];
        for (int i = 0; i < count; i++) {
            ByteOrders.putInt(bytes, 8 * i, length);
            ByteOrders.putInt(bytes, 8 * i + 4, storedLength);
        }
        return ByteString.of(bytes);
    }

    private static ChunkTable chunks(Random random, int count) {
        var builder = new ChunkTable.Builder();
        for (int i = 0; i < count; i++) {
            int length = 1 + random.nextInt(count > 1000 ? 20 : 2000);
            var id = new Sha256(
                    random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            builder.add(id, length, 1 + random.nextInt(length + 60));
        }
        return builder.build();
    }

    private static byte[] plaintext(PackTrailer trailer) {
        var bytes = trailer.toByteArray();
        assertEquals(trailer.length(), bytes.length);
        var plaintext = new byte[(int) trailer.plainLength()];
        System.arraycopy(bytes, 0, plaintext, plaintext.length - bytes.length, bytes.length);
        assertArrayEquals(
                bytes,
                Arrays.copyOfRange(
                        plaintext,
                        (int) trailer.chunks().lengths().storedSize(),
                        plaintext.length));
        return plaintext;
    }

    private static PackTrailer read(byte[] plaintext) throws IOException {
        return PackTrailer.readFrom("pack x", RandomAccessBytes.of(plaintext));
    }
}
