package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

final class ProgressLineTest {

    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    @Test
    void whatIsLeftAndTheRateSayWhenItEnds() {
        var line = ProgressLine.line("reading", 50 << 20, 200 << 20, 10 << 20);
        assertTrue(line.startsWith("  reading   ━━━━━━ "), line);
        assertTrue(line.endsWith("   25%   10.0 MiB/s   ETA 0:15"), line);
        assertTrue(ProgressLine.line("x", 0, 7200, 1).endsWith("ETA 2:00:00"));
        assertTrue(ProgressLine.line("x", 0, 3, 2).endsWith("ETA 0:02"), "rounded up");
    }

    @Test
    void whatHasNoEndHasNoBarAndNoTimeToGo() {
        assertEquals("  reading   10 B/s", ProgressLine.line("reading", 50, -1, 10));
        assertEquals("  reading", ProgressLine.line("reading", 50, 0, 0));
    }

    @Test
    void beforeThereIsARateThereIsNoTimeToGo() {
        var line = ProgressLine.line("reading", 0, 100, 0);
        assertTrue(line.endsWith("  0%"), line);
    }

    @Test
    void moreThanWasExpectedIsAllOfItAndNoMore() {
        var line = ProgressLine.line("reading", 300, 100, 10);
        assertTrue(line.contains("━".repeat(24) + "  100%"), line);
        assertTrue(line.endsWith("ETA 0:00"), line);
        int columns = ProgressLine.line("reading", 0, 100, 0).length();
        for (int done = 0; done <= 100; done++) {
            int wide = ProgressLine.line("reading", done, 100, 0).length();
            assertEquals(columns + String.valueOf(done).length() - 1, wide, "the bar moves");
        }
    }

    @Test
    void aLineNeverWrapsAndItsCutIsMarked() {
        assertEquals("12345", ProgressLine.fitting("12345", 5));
        assertEquals("123…", ProgressLine.fitting("12345", 4));
        assertEquals("😀😀…", ProgressLine.fitting("😀😀😀😀", 3));
        assertEquals("…", ProgressLine.fitting("12345", 1));
    }

    @Test
    void aNarrowTerminalGetsANarrowLine() {
        try (var line = terminal(20, true, Map.of()).progress()) {
            assertTrue(line.isShown());
            line.show("walking ▸ 48,201 entries   reading ▸ 1.2 GiB", 10, 100);
        }
        var drawn = error.toString(StandardCharsets.UTF_8).split("\r\u001b\\[K", -1);
        assertEquals(List.of("", "  walking ▸ 48,201…", ""), List.of(drawn));
    }

    @Test
    void whatIsSaidMeanwhileStandsInALineOfItsOwn() throws IOException {
        var terminal = terminal(40, true, Map.of());
        try (var line = terminal.progress()) {
            line.show("reading", 10, -1);
            terminal.warn("careful");
        }
        var said = error.toString(StandardCharsets.UTF_8);
        assertTrue(said.endsWith("\r\u001b[Kholdfast: warning: careful\n"), said);
    }

    @Test
    void aLineIsDrawnTenTimesASecondAtMost() {
        try (var line = terminal(40, true, Map.of()).progress()) {
            for (int i = 0; i < 1000; i++) line.show("reading " + i, i, 1000);
        }
        int draws = error.toString(StandardCharsets.UTF_8).split("\r", -1).length;
        assertTrue(draws < 100, draws + " draws");
    }

    @Test
    void whereNobodyWatchesNothingIsDrawn() {
        assertQuiet(terminal(80, false, Map.of()));
        assertQuiet(terminal(80, true, Map.of("TERM", "dumb")));
        for (var option : List.of("--quiet", "--cron", "--json")) {
            assertQuiet(terminal(80, true, Map.of(), option));
        }
    }

    private void assertQuiet(Terminal terminal) {
        try (var line = terminal.progress()) {
            assertFalse(line.isShown());
            assertFalse(line.due());
            line.show("reading", 10, 100);
        }
        assertEquals("", error.toString(StandardCharsets.UTF_8));
    }

    private Terminal terminal(
            int columns, boolean watched, Map<String, String> variables, String... options) {
        var global = new GlobalOptions();
        var _ = new CommandLine(new Holdfast(global)).parseArgs(options);
        var surroundings = new Surroundings(
                variables,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                error,
                false,
                false,
                watched,
                columns,
                InstantSource.system());
        return new Terminal(surroundings, global);
    }
}
