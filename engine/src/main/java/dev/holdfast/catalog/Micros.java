package dev.holdfast.catalog;

import java.time.Instant;

/// Moments as SQLite keeps them here: microseconds since 1970 in UTC, rounded down.
final class Micros {

    private Micros() {}

    static long of(Instant moment) {
        long seconds = Math.multiplyExact(moment.getEpochSecond(), 1_000_000L);
        return Math.addExact(seconds, moment.getNano() / 1000);
    }

    /// Every `long` is a moment that [Instant] has.
    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}
