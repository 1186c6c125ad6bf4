package dev.holdfast.format.pxar;

/// A moment in a file's life, in nanoseconds since 1970 UTC.
///
/// The nanoseconds always count forward from the seconds: half a second before 1970 is
/// second -1 and 500,000,000 nanoseconds. Every 64-bit number of seconds is allowed.
public record Timestamp(long seconds, int nanos) implements Comparable<Timestamp> {

    public static final Timestamp EPOCH = new Timestamp(0, 0);

    static final int NANOS_MAX = 999_999_999;

    public Timestamp {
        if (nanos < 0 || nanos > NANOS_MAX) {
            throw new IllegalArgumentException("no second has " + nanos + " nanoseconds");
        }
    }

    @Override
    public int compareTo(Timestamp other) {
        int order = Long.compare(seconds, other.seconds);
        return order != 0 ? order : Integer.compare(nanos, other.nanos);
    }
}
