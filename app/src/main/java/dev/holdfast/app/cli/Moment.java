package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// A moment as RFC 3339 writes it, with its offset: `2026-11-21T09:30:00Z`,
/// `2026-11-21 10:30:00+01:00`.
public final class Moment {

    private Moment() {}

    public static Instant parse(String text) throws CommandException {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME
                    .parse(text.replaceFirst("^([0-9-]{10}) ", "$1T"), OffsetDateTime::from)
                    .toInstant();
        } catch (DateTimeException e) {
            throw CommandException.usage(
                    "\"" + Printable.of(text) + "\" is not a time",
                    "times look like 2026-11-21T09:30:00Z (RFC 3339, with Z or an offset)");
        }
    }

    /// The moment in UTC, to the second.
    public static String format(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
