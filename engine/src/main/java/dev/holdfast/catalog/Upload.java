package dev.holdfast.catalog;

import java.time.Duration;
import java.time.Instant;

/// How a pack came to the store: when its first attempt began, how long it took until the
/// put was confirmed, and how many attempts that needed.
public record Upload(Instant startedAt, Duration time, int attempts) {

    public Upload {
        if (time.isNegative() || attempts < 1) {
            throw new IllegalArgumentException("no upload takes " + time + " and " + attempts);
        }
    }
}
