package dev.holdfast.testkit;

import java.util.Random;

/// Randomness that can be had again: `-Dseed=…` replays, the seed is printed once.
public final class Seeds {

    private static final long SEED = chosen();

    private Seeds() {}

    /// A generator of its own for each `claim`, so that tests do not disturb each other.
    public static Random random(String claim) {
        return new Random(SEED ^ claim.hashCode() * 0x9e3779b97f4a7c15L);
    }

    /// The seed of this run.
    public static long seed() {
        return SEED;
    }

    /// How often a random test repeats itself: `-Drepeat=200` for beasting, else `usual`.
    public static int repeat(int usual) {
        var repeat = System.getProperty("repeat", "");
        return repeat.isEmpty() ? usual : Integer.parseInt(repeat);
    }

    private static long chosen() {
        var given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
        System.err.println("random tests use -Dseed=" + seed);
        return seed;
    }
}
