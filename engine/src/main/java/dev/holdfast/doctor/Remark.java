package dev.holdfast.doctor;

import org.jspecify.annotations.Nullable;

/// Something that was looked at, and what to do if it is not as it should be.
///
/// @param topic one word: what was looked at
/// @param text how it is, one sentence
/// @param advice what to do, one sentence; null if there is nothing to do
public record Remark(
        String topic, Kind kind, String text, @Nullable String advice) {

    /// How much it matters.
    public enum Kind {
        /// As it should be.
        FINE,
        /// Worth to be known; it may be meant so.
        NOTE,
        /// Somebody has to do something.
        ATTENTION
    }

    public static Remark fine(String topic, String text) {
        return new Remark(topic, Kind.FINE, text, null);
    }

    public static Remark note(String topic, String text, @Nullable String advice) {
        return new Remark(topic, Kind.NOTE, text, advice);
    }

    public static Remark attention(String topic, String text, @Nullable String advice) {
        return new Remark(topic, Kind.ATTENTION, text, advice);
    }
}
