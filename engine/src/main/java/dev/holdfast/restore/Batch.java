package dev.holdfast.restore;

/// Files whose contents lie together: places `from` to `to` of the read order, and the run
/// of neighbouring chunks of one pack that has all of them. With a `count` of 0 they have no
/// common run, and each is read on its own.
record Batch(int from, int to, int pack, int firstChunk, int count) implements Work {}
