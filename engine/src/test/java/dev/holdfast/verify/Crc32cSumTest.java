package dev.holdfast.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.format.Crc32cSum;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.util.zip.CRC32C;

final class Crc32cSumTest {

    @Test
    void joiningTheSumsOfPartsGivesTheSumOfTheWhole() {
        var random = Seeds.random("Crc32cSumTest");
        for (int round = 0; round < 500; round++) {
            var bytes = new byte[random.nextInt(5000)];
            random.nextBytes(bytes);
            int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);
            int first = crc(bytes, 0, cut);
            int second = crc(bytes, cut, bytes.length - cut);
            assertEquals(
                    crc(bytes, 0, bytes.length), Crc32cSum.join(first, second, bytes.length - cut));
        }
    }

    private static int crc(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
