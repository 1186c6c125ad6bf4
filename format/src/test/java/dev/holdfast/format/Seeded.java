package dev.holdfast.format;

import java.util.Random;

/// Randomness that can be had again, for this module, which the testkit stands on: `-Dseed=…`
/// replays, the seed is printed once, `-Drepeat=…` beasts.
public final class Seeded {

    private static final long SEED = seed();

    private Seeded() {}

    public static Random random(String claim) {
        return new Random(SEED ^ claim.hashCode() * 0x9e3779b97f4a7c15L);
    }

    public static int repeat(int usual) {
        var repeat = System.getProperty("repeat", "");
        return repeat.isEmpty() ? usual : Integer.parseInt(repeat);
    }

    private static long seed() {
        var given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
        System.err.println("random tests use -Dseed=" + seed);
        return seed;
    }
}
