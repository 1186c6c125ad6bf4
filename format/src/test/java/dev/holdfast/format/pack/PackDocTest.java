package dev.holdfast.format.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.DocPage;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What docs/format/pack.md says is true.
final class PackDocTest {

    private final DocPage page = DocPage.open("pack.md");

    PackDocTest() throws IOException {}

    @Test
    void theExampleIsReadAsItSaysAndWrittenBackByteForByte() throws IOException {
        var plaintext = page.hex("pack");
        assertEquals(208, plaintext.length);
        var trailer = PackTrailer.readFrom("the example", RandomAccessBytes.of(plaintext));
        var chunks = new ChunkTable.Builder()
                .add(Sha256.hash(ascii("holdfast\n")), 9, 22)
                .add(Sha256.hash(ascii("keeps what it holds\n")), 20, 33)
                .build();
        assertEquals(PackTrailer.padded(PackKind.PAYLOAD, chunks), trailer);
        assertArrayEquals(
                Arrays.copyOfRange(plaintext, 55, plaintext.length), trailer.toByteArray());
        for (int i = 0; i < 2; i++) {
            int at = (int) trailer.chunks().offset(i);
            var frame = FrameHeader.readFrom("frame", plaintext, at, plaintext.length - at);
            assertEquals(trailer.chunks().length(i), frame.contentSize());
        }
    }

    @Test
    void theFieldTablesAreTheCodecs() throws IOException {
        var plaintext = page.hex("pack");
        int table = 55;
        int padding = table + 18 + 2 * Sha256.BYTES;
        int seekTable = padding + 22;
        assertEquals(PackTrailer.TABLE_MAGIC, constant("Table of contents", 0));
        assertEquals(PackTrailer.TABLE_MAGIC, at("Table of contents", 0, table, plaintext));
        assertEquals(10 + 32 * 2, at("Table of contents", 1, table, plaintext));
        assertEquals(PackTrailer.TABLE_LABEL, at("Table of contents", 2, table, plaintext));
        assertEquals(PackTrailer.VERSION, plaintext[table + offset("Table of contents", 3)]);
        assertEquals(PackKind.PAYLOAD.code(), plaintext[table + offset("Table of contents", 4)]);
        assertEquals(2, at("Table of contents", 5, table, plaintext));
        assertEquals(
                Sha256.hash(ascii("holdfast\n")),
                Sha256.of(plaintext, table + offset("Table of contents", 6)));
        assertEquals(PackTrailer.PADDING_MAGIC, constant("Padding", 0));
        assertEquals(PackTrailer.PADDING_MAGIC, at("Padding", 0, padding, plaintext));
        assertEquals(14, at("Padding", 1, padding, plaintext));
        assertEquals(PackTrailer.SEEK_TABLE_MAGIC, constant("Seek table", 0));
        assertEquals(PackTrailer.SEEK_TABLE_MAGIC, at("Seek table", 0, seekTable, plaintext));
        assertEquals(8 * 4 + 9, at("Seek table", 1, seekTable, plaintext));
        assertEquals(PackTrailer.FOOTER_MAGIC, constant("Seek table", 5));
        assertEquals(PackTrailer.FOOTER_MAGIC, ByteOrders.getInt(plaintext, plaintext.length - 4));
    }

    @Test
    void theKindsAreTheCodecs() {
        var rows = page.table("Kinds");
        assertEquals(PackKind.values().length, rows.size());
        for (var row : rows) {
            var kind = PackKind.findCode(Long.parseLong(row.get(1)));
            assertEquals(row.get(0).toUpperCase(java.util.Locale.ROOT), String.valueOf(kind));
        }
    }

    @Test
    void theLimitsAreTheCodecs() {
        var rows = page.table("Limits");
        assertEquals(PackLimits.CHUNK_LENGTH_MAX, number(rows.get(0).get(1)));
        assertEquals(1000 + 3 + 64, PackLimits.frameLengthMax(1000));
        assertEquals("*c* + ⌊*c* / 256⌋ + 64", rows.get(1).get(1));
        assertEquals(PackLimits.CHUNK_COUNT_MAX, number(rows.get(2).get(1)));
        assertEquals(PackLimits.DECODED_SIZE_MAX, number(rows.get(3).get(1)));
        assertEquals(PackLimits.SIZE_MAX, number(rows.get(4).get(1)));
        assertEquals(PackLimits.WINDOW_SIZE_MAX, number(rows.get(5).get(1)));
    }

    private int at(String heading, int row, int start, byte[] plaintext) {
        return ByteOrders.getInt(plaintext, start + offset(heading, row));
    }

    private int offset(String heading, int row) {
        return Integer.parseInt(page.table(heading).get(row).get(0));
    }

    private int constant(String heading, int row) {
        var meaning = page.table(heading).get(row).get(3);
        return Integer.parseUnsignedInt(meaning.substring(2, 10), 16);
    }

    private static long number(String cell) {
        return Long.parseLong(cell.replace(",", ""));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
