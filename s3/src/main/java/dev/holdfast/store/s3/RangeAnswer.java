package dev.holdfast.store.s3;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.store.BlobKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.regex.Pattern;

/// Which bytes an answer says it has, held against those that were asked for.
///
/// @param first null if the answer is not about a range
/// @param size of the whole object, null if it was not told
record RangeAnswer(
        @Nullable Long first,
        @Nullable Long last,
        @Nullable Long size,
        @Nullable Long length) {

    private static final Pattern SHAPE =
            Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    static RangeAnswer of(@Nullable String contentRange, @Nullable Long contentLength) {
        var matcher = SHAPE.matcher(contentRange == null ? "" : contentRange);
        if (!matcher.matches()) return new RangeAnswer(null, null, null, contentLength);
        var size = matcher.group(3).equals("*") ? null : Long.valueOf(matcher.group(3));
        return new RangeAnswer(
                Long.valueOf(matcher.group(1)),
                Long.valueOf(matcher.group(2)),
                size,
                contentLength);
    }

    /// Throws damage if the object is too short, and an outage if the answer belongs to
    /// another question.
    void check(BlobKey key, String store, long offset, long wanted, Failures failures)
            throws IOException {
        long end = offset + wanted;
        if (size != null && size < end) {
            throw new CorruptDataException(tooShort(key, store, size, wanted, offset));
        }
        boolean whole = first == null && offset == 0;
        boolean fits =
                whole || (first != null && last != null && first == offset && last == end - 1);
        if (!fits || length == null || length != wanted) {
            throw failures.unavailable(
                    "get " + key,
                    "%d bytes at %d were asked for, the answer has %s from %s on"
                            .formatted(wanted, offset, length, first == null ? "0" : first));
        }
    }

    static String tooShort(BlobKey key, String store, long size, long wanted, long offset) {
        return "%s in %s has %d bytes, %d at %d were asked for"
                .formatted(key, store, size, wanted, offset);
    }
}
