package dev.holdfast.repository;

import com.github.luben.zstd.Zstd;

/// How hard chunks are compressed: a zstd level.
///
/// Measured in docs/design/0003-sizes.md. Chunks that do not get smaller cost next to
/// nothing at the levels up to [#DEFAULT]: zstd notices and stores them raw.
public record Compression(int level) {

    /// Chunks are stored as raw blocks, still in a zstd frame with size and checksum.
    public static final Compression OFF = new Compression(Zstd.minCompressionLevel());

    public static final Compression FAST = new Compression(-3);
    public static final Compression DEFAULT = new Compression(1);
    public static final Compression MAX = new Compression(19);

    public Compression {
        if (level < Zstd.minCompressionLevel() || level > 19 || level == 0) {
            throw new IllegalArgumentException("no compression level is " + level);
        }
    }
}
