package dev.holdfast.chunk;

/// How large chunks are, in bytes of content.
///
/// No chunk is larger than `max`, and none but the last of a stream smaller than `min`.
/// `average`, a power of two, is where cuts become likely: the mean of random content is
/// a little above it.
public record ChunkSizes(int min, int average, int max) {

    /// What a reader takes at most for one chunk (repository format, section 3).
    public static final int LIMIT = 16 << 20;

    public ChunkSizes {
        if (min < FastCdc.WINDOW || average < min || max < average || max > LIMIT) {
            throw new IllegalArgumentException("chunk sizes " + min + "/" + average + "/" + max
                    + " are not in order from " + FastCdc.WINDOW + " to " + LIMIT);
        }
        if (Integer.bitCount(average) != 1) {
            throw new IllegalArgumentException(
                    "average chunk size " + average + " is not a power of two");
        }
    }
}
