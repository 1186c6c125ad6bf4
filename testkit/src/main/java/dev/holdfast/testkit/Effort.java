package dev.holdfast.testkit;

/// How much is done of what has no end: a bounded share in the usual build, and what
/// docs/trust-report.md counts under `-Ptrust`, times `-Dtrust.scale`.
public final class Effort {

    private static final boolean FULL = Boolean.getBoolean("trust");
    private static final double SCALE = scale();

    private Effort() {}

    public static boolean isFull() {
        return FULL;
    }

    /// `usual` in the usual build, else `full` times the scale, at least 1.
    public static int count(int usual, int full) {
        return FULL ? (int) Math.max(1, Math.min(full * SCALE, Integer.MAX_VALUE)) : usual;
    }

    /// A step through all cases that leaves about `usual` of `cases` in the usual build; under
    /// `-Ptrust` 1, which is every case, unless the scale is below 1.
    public static int stride(int cases, int usual) {
        if (FULL) return SCALE >= 1 ? 1 : (int) Math.ceil(1 / SCALE);
        return Math.max(1, cases / Math.max(1, usual));
    }

    /// What a line of the report says of a share that is not the usual one: `, at scale 0.1`.
    static String shownScale() {
        return SCALE == 1 ? "" : ", at scale " + SCALE;
    }

    private static double scale() {
        var given = System.getProperty("trust.scale", "");
        return given.isEmpty() ? 1 : Double.parseDouble(given);
    }
}
