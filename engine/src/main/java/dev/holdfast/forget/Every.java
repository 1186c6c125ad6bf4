package dev.holdfast.forget;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;

/// The spans of the calendar of which the newest snapshot is kept. Days, and with them
/// weeks, months and years, are those of a time zone; weeks are those of ISO 8601, from
/// Monday on.
public enum Every {
    SNAPSHOT(""),
    HOUR("hourly"),
    DAY("daily"),
    WEEK("weekly"),
    MONTH("monthly"),
    YEAR("yearly");

    private final String adverb;

    Every(String adverb) {
        this.adverb = adverb;
    }

    /// `daily`; empty for [#SNAPSHOT].
    public String adverb() {
        return adverb;
    }

    /// Equal for two moments of the same span, and only for these. An hour that comes twice,
    /// when clocks are set back, is two.
    Object key(Instant moment, ZoneId zone) {
        var local = moment.atZone(zone);
        return switch (this) {
            case SNAPSHOT -> new Object();
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> local.toLocalDate();
            case WEEK ->
                local.get(IsoFields.WEEK_BASED_YEAR)
                        + "-"
                        + local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTH -> java.time.YearMonth.from(local);
            case YEAR -> local.getYear();
        };
    }
}
