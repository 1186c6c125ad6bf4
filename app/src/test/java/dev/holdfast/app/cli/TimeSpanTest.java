package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

final class TimeSpanTest {

    @Test
    void everyUnitMeansItsTime() throws CommandException {
        assertEquals("2026-03-31T11:59:30Z", before("30s"));
        assertEquals("2026-03-31T11:45:00Z", before("15m"));
        assertEquals("2026-03-30T00:00:00Z", before("36h"));
        assertEquals("2026-03-01T12:00:00Z", before("30d"));
        assertEquals("2026-02-17T12:00:00Z", before("6w"));
        assertEquals("2025-03-31T12:00:00Z", before("1y"));
    }

    @Test
    void aMonthIsOneOfTheCalendarAndNotAMinute() throws CommandException {
        assertEquals("2026-02-28T12:00:00Z", before("1mo"));
        assertEquals("2025-11-30T12:00:00Z", before("4mo"));
        assertEquals("2026-03-31T11:59:00Z", before("1m"));
        assertEquals("2026-02-28T11:59:00Z", before("1mo1m"));
        assertEquals(
                Instant.parse("2024-02-29T00:00:00Z"),
                TimeSpan.parse("1mo").before(Instant.parse("2024-03-31T00:00:00Z")));
    }

    @Test
    void partsAddUpInAnyOrder() throws CommandException {
        assertEquals(before("17d"), before("2w3d"));
        assertEquals(before("2w3d"), before("3d2w"));
        assertEquals(before("2d"), before("1d1d"));
        assertEquals(before("0s"), before("0y"));
    }

    @Test
    void whatIsNoSpanIsRefused() {
        for (var text : List.of(
                "",
                "1",
                "d",
                "1 d",
                "1D",
                "-1d",
                "1.5d",
                "1d ",
                "d1",
                "1mon",
                "1d,2h",
                "9999999999d",
                "999999999y999999999y",
                "999999999y999999999mo",
                "\u0661d")) {
            var refusal = assertThrows(CommandException.class, () -> TimeSpan.parse(text), text);
            assertEquals(ExitCode.USAGE, refusal.exitCode());
        }
    }

    private static String before(String span) throws CommandException {
        return TimeSpan.parse(span)
                .before(Instant.parse("2026-03-31T12:00:00Z"))
                .toString();
    }
}
