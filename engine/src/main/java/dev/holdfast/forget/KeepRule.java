package dev.holdfast.forget;

import org.jspecify.annotations.Nullable;

/// Keeps the newest snapshot of each hour, day, … : of the last `count` of these that have
/// one, and only of those no further back than `within` from the newest snapshot.
public record KeepRule(Every every, int count, @Nullable Span within) {

    public KeepRule {
        if (count < 1) throw new IllegalArgumentException("keep " + count);
    }

    /// The last `count`.
    public static KeepRule last(Every every, int count) {
        return new KeepRule(every, count, null);
    }

    /// All that are not further back than `span`.
    public static KeepRule within(Every every, Span span) {
        return new KeepRule(every, Integer.MAX_VALUE, span);
    }

    /// Why a snapshot is kept: `daily`, `within 30d`, `daily within 1y`.
    String reason() {
        if (within == null) return every == Every.SNAPSHOT ? "last" : every.adverb();
        var text = "within " + within.text();
        return every == Every.SNAPSHOT ? text : every.adverb() + " " + text;
    }
}
