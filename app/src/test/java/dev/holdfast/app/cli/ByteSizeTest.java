package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

final class ByteSizeTest {

    @Test
    void aNumberAloneIsBytes() throws CommandException {
        assertEquals(0, bytes("0"));
        assertEquals(4096, bytes("4096"));
        assertEquals(7, bytes("7b"));
    }

    @Test
    void aLetterAndItsIbCountBy1024AndItsBBy1000() throws CommandException {
        assertEquals(1024, bytes("1k"));
        assertEquals(1024, bytes("1KiB"));
        assertEquals(1000, bytes("1kB"));
        assertEquals(64L << 20, bytes("64M"));
        assertEquals(64L << 20, bytes("64 mib"));
        assertEquals(64_000_000, bytes("64MB"));
        assertEquals(2L << 40, bytes("2T"));
        assertEquals(3L << 50, bytes("3PiB"));
    }

    @Test
    void aPartOfAByteIsLeftOut() throws CommandException {
        assertEquals(3L << 29, bytes("1.5G"));
        assertEquals(1, bytes("1.999"));
        assertEquals(102, bytes("0.1k"));
    }

    @Test
    void theLargestIsTheLargestALongHolds() throws CommandException {
        assertEquals(8191L << 50, bytes("8191P"));
        refused("8192P");
        refused("999999999999999999P");
    }

    @Test
    void whatIsNoSizeIsRefusedAndShownHow() {
        for (var text : List.of(
                "",
                " ",
                "-1",
                "+1",
                "k",
                "1x",
                "1.",
                ".5",
                "1e3",
                "1,5G",
                "1kk",
                "1 k b",
                "1\n",
                "\u0661k",
                "0x10",
                "1234567890123456789")) {
            refused(text);
        }
    }

    private static void refused(String text) {
        var refusal = assertThrows(CommandException.class, () -> ByteSize.parse(text), text);
        assertEquals(ExitCode.USAGE, refusal.exitCode());
        assertTrue(Objects.requireNonNull(refusal.hint()).contains("64MiB"));
    }

    private static long bytes(String text) throws CommandException {
        return ByteSize.parse(text).bytes();
    }
}
