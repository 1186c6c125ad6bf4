package dev.holdfast.restore;

/// Files whose contents lie together: places `from` to `to` of the read order, and the run
/// of chunks that has all of them.
record Batch(int from, int to, int pack, int firstChunk, int count) implements Work {}
