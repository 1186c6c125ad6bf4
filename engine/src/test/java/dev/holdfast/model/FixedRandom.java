package dev.holdfast.model;

import java.security.SecureRandom;
import java.util.Random;

/// Randomness that is the same every time, for actors that have to be.
@SuppressWarnings("serial")
final class FixedRandom extends SecureRandom {

    private final transient Random random;

    FixedRandom(long seed) {
        random = new Random(seed);
    }

    @Override
    public synchronized void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
