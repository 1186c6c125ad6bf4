package dev.holdfast.store.s3;

import java.time.Duration;

/// For how long from its upload on a blob cannot be removed, by the bucket's object lock.
public record S3Retention(Mode mode, Duration duration) {

    public enum Mode {
        /// Who has a special permission can lift it.
        GOVERNANCE,
        /// Nobody can lift it.
        COMPLIANCE
    }

    public S3Retention {
        if (!duration.isPositive())
            throw new IllegalArgumentException("a retention of " + duration);
    }
}
