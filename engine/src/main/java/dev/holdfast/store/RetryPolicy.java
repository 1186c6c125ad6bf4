package dev.holdfast.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often and how fast a call is tried again.
///
/// @param attempts calls in all, the first included
/// @param first longest pause after the first failure; it doubles with each failure
/// @param longest what no pause exceeds
/// @param total after which no attempt begins any more, however few there were
public record RetryPolicy(int attempts, Duration first, Duration longest, Duration total) {

    /// Bears an outage of about a minute, and attempts that time out for a quarter of an hour.
    public static final RetryPolicy USUAL = new RetryPolicy(
            10, Duration.ofMillis(200), Duration.ofSeconds(15), Duration.ofMinutes(15));

    public RetryPolicy {
        if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    attempts + " attempts with pauses from " + first + " to " + longest);
        }
    }

    /// The pause after failure number `failures`: half of it sure, half random, so that
    /// callers who failed together do not come back together.
    Duration pause(int failures, RandomGenerator random) {
        long doubled = first.toNanos() << Math.min(failures - 1, 20);
        long nanos = Math.min(Math.max(doubled, first.toNanos()), longest.toNanos());
        return Duration.ofNanos(nanos / 2 + (long) (random.nextDouble() * nanos / 2));
    }
}
