package dev.holdfast.forget;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;

/// A span of time back from a moment: years, months and days of the calendar, and hours.
///
/// @param text as it was written: `30d`
public record Span(String text, Period calendar, Duration clock) {

    Instant before(Instant moment, ZoneId zone) {
        return moment.atZone(zone).minus(calendar).minus(clock).toInstant();
    }
}
