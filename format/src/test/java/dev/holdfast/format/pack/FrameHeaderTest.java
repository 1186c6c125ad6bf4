package dev.holdfast.format.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HexFormat;

final class FrameHeaderTest {

    @ParameterizedTest
    @CsvSource({
        // single segment, sizes of 1, 2, 4 and 8 bytes
        "28b52ffd 24 09, 9, 9, 6",
        "28b52ffd 64 0001, 512, 512, 7",
        "28b52ffd a4 00001000, 1048576, 1048576, 9",
        "28b52ffd e4 0000100000000000, 1048576, 1048576, 13",
        // with a window descriptor: 2^(10+13) + 3/8 of it
        "28b52ffd 44 6b 0001, 512, 11534336, 8",
        // the largest window there may be
        "28b52ffd 84 70 00000001, 16777216, 16777216, 10",
    })
    void aFrameAsHoldfastWritesItIsRead(String hex, long size, long window, int length)
            throws CorruptDataException {
        var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertEquals(new FrameHeader(size, window, length), read(bytes, bytes.length));
        for (int i = 0; i < bytes.length; i++) {
            int available = i;
            assertThrows(CorruptDataException.class, () -> read(bytes, available));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "29b52ffd 24 09, another magic number",
        "502a4d18 24 09, a skippable frame",
        "28b52ffd 20 09, no checksum",
        "28b52ffd 2c 09, the reserved bit",
        "28b52ffd 25 00 09, a dictionary",
        "28b52ffd 04 58, no content size",
        "28b52ffd a4 01000001, a content of more than 16 MiB",
        "28b52ffd e4 0000000000000080, a negative content size",
        "28b52ffd 84 71 00000001, a window of more than 16 MiB",
        "28b52ffd 84 ff 00000001, the largest window of all",
    })
    void anotherFrameIsRefused(String hex, String why) {
        var bytes = Arrays.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")), 20);
        assertThrows(CorruptDataException.class, () -> read(bytes, bytes.length), why);
    }

    private static FrameHeader read(byte[] bytes, int available) throws CorruptDataException {
        return FrameHeader.readFrom("frame", bytes, 0, available);
    }
}
