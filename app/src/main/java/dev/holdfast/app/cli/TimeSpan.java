package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/// A span of time as people write it: `90s`, `15m`, `36h`, `30d`, `6w`, `4mo`, `1y`, `2w3d`.
///
/// Months and years are those of the calendar, in UTC; a day has 24 hours.
public record TimeSpan(Period calendar, Duration clock) {

    private static final Pattern PART = Pattern.compile("([0-9]{1,9})(mo|[smhdwy])");
    private static final Pattern SHAPE = Pattern.compile("(?:" + PART + ")+");

    public static TimeSpan parse(String text) throws CommandException {
        if (!SHAPE.matcher(text).matches()) throw malformed(text);
        var calendar = Period.ZERO;
        var clock = Duration.ZERO;
        try {
            for (var part = PART.matcher(text); part.find(); ) {
                long count = Long.parseLong(part.group(1));
                switch (part.group(2)) {
                    case "s" -> clock = clock.plusSeconds(count);
                    case "m" -> clock = clock.plusMinutes(count);
                    case "h" -> clock = clock.plusHours(count);
                    case "d" -> clock = clock.plusDays(count);
                    case "w" -> clock = clock.plusDays(7 * count);
                    case "mo" -> calendar = calendar.plusMonths(count);
                    default -> calendar = calendar.plusYears(count);
                }
            }
            var span = new TimeSpan(calendar, clock);
            var _ = span.before(Instant.EPOCH);
            return span;
        } catch (ArithmeticException | DateTimeException e) {
            throw malformed(text);
        }
    }

    /// The moment this long before `moment`.
    public Instant before(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).minus(calendar).minus(clock).toInstant();
    }

    private static CommandException malformed(String text) {
        return CommandException.usage(
                "\"" + Printable.of(text) + "\" is not a span of time",
                "spans look like 36h, 30d, 6w, 4mo, 1y or 2w3d");
    }
}
