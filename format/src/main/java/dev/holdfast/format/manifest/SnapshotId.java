package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// A snapshot's name in the repository: 128 random bits, never used twice.
///
/// The text form is 32 lower-case hexadecimal digits; people see and type the first 8.
public record SnapshotId(long high, long low) implements Comparable<SnapshotId> {

    /// Digits of the text form.
    public static final int DIGITS = 32;

    public static SnapshotId random(RandomGenerator random) {
        return new SnapshotId(random.nextLong(), random.nextLong());
    }

    public static SnapshotId parse(String text) throws CorruptDataException {
        if (!isValid(text)) {
            throw new CorruptDataException("not a snapshot id: " + Printable.of(text));
        }
        return new SnapshotId(
                HexFormat.fromHexDigitsToLong(text, 0, 16),
                HexFormat.fromHexDigitsToLong(text, 16, DIGITS));
    }

    /// Whether `text` is the text form of a snapshot id.
    public static boolean isValid(String text) {
        return text.length() == DIGITS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// The first 8 digits: what people see.
    public String shortText() {
        return toString().substring(0, 8);
    }

    @Override
    public int compareTo(SnapshotId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        var hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
