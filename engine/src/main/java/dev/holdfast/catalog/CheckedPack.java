package dev.holdfast.catalog;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// When this host has last read a pack back and found it good.
///
/// Turns count verifies and are what is compared: a clock that goes wrong puts no pack
/// behind the others. The times are for people.
///
/// @param read the last time its bytes were held against its name
/// @param opened the last time it was also decrypted and decoded; null if never
public record CheckedPack(Check read, @Nullable Check opened) {

    /// One reading: by which verify, and when.
    public record Check(long turn, Instant moment) {}

    /// The turn in which it was opened, 0 if it never was.
    public long openedTurn() {
        return opened == null ? 0 : opened.turn();
    }

    /// What two verifies know together.
    CheckedPack and(CheckedPack other) {
        return new CheckedPack(later(read, other.read), laterOrNull(opened, other.opened));
    }

    private static @Nullable Check laterOrNull(@Nullable Check a, @Nullable Check b) {
        if (a == null) return b;
        return b == null ? a : later(a, b);
    }

    private static Check later(Check a, Check b) {
        return a.turn() >= b.turn() ? a : b;
    }
}
