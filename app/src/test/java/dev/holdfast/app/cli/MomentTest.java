package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

final class MomentTest {

    @Test
    void aTimeHasItsOffsetFromUtc() throws CommandException {
        var moment = Instant.parse("2026-11-21T09:30:00Z");
        for (var text : List.of(
                "2026-11-21T09:30:00Z",
                "2026-11-21 09:30:00Z",
                "2026-11-21t09:30:00z",
                "2026-11-21T10:30:00+01:00",
                "2026-11-20 23:30:00-10:00")) {
            assertEquals(moment, Moment.parse(text), text);
        }
    }

    @Test
    void fractionsOfASecondAreKeptAndNotPrinted() throws CommandException {
        var moment = Moment.parse("2026-11-21T09:30:00.123456789Z");
        assertEquals(Instant.parse("2026-11-21T09:30:00.123456789Z"), moment);
        assertEquals("2026-11-21T09:30:00Z", Moment.format(moment));
    }

    @Test
    void aTimeThatDependsOnWhereOneIsIsRefused() {
        for (var text : List.of(
                "",
                "now",
                "yesterday",
                "2026-11-21",
                "2026-11-21T09:30:00",
                "09:30:00Z",
                "2026-11-21T09:30:00 CET",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-11-21T24:30:00Z",
                "1795253400",
                "2026-11-21T09:30:00Z ")) {
            var refusal = assertThrows(CommandException.class, () -> Moment.parse(text), text);
            assertEquals(ExitCode.USAGE, refusal.exitCode());
        }
    }
}
