package dev.holdfast.format.pack;

/// What a reader takes at most, checked before anything is allocated by it (docs/format/pack.md,
/// section "Limits").
public final class PackLimits {

    /// Decoded bytes of one chunk.
    public static final int CHUNK_LENGTH_MAX = 16 << 20;

    /// Decoded bytes of all chunks of a pack together.
    public static final long DECODED_SIZE_MAX = 4L << 30;

    /// Bytes of a pack's plaintext. The age file around it is 0.03 % larger.
    public static final long SIZE_MAX = 1L << 30;

    /// Chunks in one pack.
    public static final int CHUNK_COUNT_MAX = 65_536;

    /// Memory that a zstd decoder needs for its window.
    public static final long WINDOW_SIZE_MAX = 16 << 20;

    private PackLimits() {}

    /// The longest frame that holds a chunk of `length` bytes: what zstd makes of bytes it
    /// cannot compress, and a checksum.
    public static int frameLengthMax(int length) {
        return length + (length >>> 8) + 64;
    }
}
