/// The plaintext of a pack: zstd frames, and the tables behind them.
///
/// [PackTrailer] is the door for the tables, [ChunkTable] says where each chunk lies,
/// [FrameHeader] holds a frame against the limits before anybody decompresses it. What
/// compresses, encrypts and stores a pack is elsewhere. Specified in docs/format/pack.md.
@NullMarked
package dev.holdfast.format.pack;

import org.jspecify.annotations.NullMarked;
