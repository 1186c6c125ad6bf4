package dev.holdfast.catalog;

/// Checks of numbers that programmers hand in.
final class Numbers {

    private Numbers() {}

    static void requireCounts(long... counts) {
        for (long count : counts) {
            if (count < 0) throw new IllegalArgumentException("a count is negative: " + count);
        }
    }
}
