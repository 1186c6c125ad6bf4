package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.ByteString;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

final class CommandLineBytesTest {

    @Test
    void textStaysText() {
        for (var text : List.of("", "a b", "é", "漢字", "😀", "\u0000", "~/x=y", "\u202e")) {
            var bytes = ByteString.utf8(text);
            assertEquals(text, CommandLineBytes.text(bytes));
            assertEquals(bytes, CommandLineBytes.bytes(text));
        }
    }

    @Test
    void everyTwoBytesSurviveAndMeanNothingElse() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1 << 16; i++) {
            var bytes = ByteString.of(new byte[] {(byte) (i >> 8), (byte) i});
            var text = CommandLineBytes.text(bytes);
            assertEquals(bytes, CommandLineBytes.bytes(text));
            seen.add(text);
        }
        assertEquals(1 << 16, seen.size());
    }

    @Test
    void anyBytesSurvive() {
        var random = Seeds.random("CommandLineBytesTest");
        // Beginnings of long characters, surrogates and overlong forms are likely here.
        int[] likely = {0x80, 0xbf, 0xc0, 0xc3, 0xa9, 0xe0, 0xed, 0xa0, 0xf0, 0x9f, 0xf4, 0xff, 'a'
        };
        for (int round = 0; round < 20_000; round++) {
            var raw = new byte[random.nextInt(12)];
            for (int i = 0; i < raw.length; i++)
                raw[i] = (byte) likely[random.nextInt(likely.length)];
            var bytes = ByteString.of(raw);
            assertEquals(bytes, CommandLineBytes.bytes(CommandLineBytes.text(bytes)));
        }
    }

    @Test
    void aByteThatIsNoTextIsPrintedEscaped() {
        var text = CommandLineBytes.text(ByteString.of(new byte[] {'a', (byte) 0xff}));
        assertNotEquals("a\u00ff", text);
        assertEquals("a\\xff", CommandLineBytes.bytes(text).toString());
    }

    @Test
    void argumentsEndWithNulAndMayBeEmpty() {
        var bytes = "one\0\0 three \0cut off".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("one", "", " three "), CommandLineBytes.split(bytes));
        assertEquals(List.of(), CommandLineBytes.split(new byte[0]));
    }

    @Test
    void theEnvironmentIsThatOfThisProcess() {
        assertEquals(
                Map.copyOf(System.getenv()).get("PATH"),
                CommandLineBytes.environment().get("PATH"));
    }

    @Test
    void aFileThatJavaOpensHasNoNulInItsName() {
        var refusal = assertThrows(CommandException.class, () -> CommandLineBytes.path("a\0b"));
        assertEquals(ExitCode.USAGE, refusal.exitCode());
    }
}
