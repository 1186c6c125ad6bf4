package dev.holdfast.restore;

/// A part of the file in row `row` of the plan, which is too long for one run of chunks or
/// goes on in another pack: number `number` of those whose ends are `ends`.
record Piece(int row, Longs ends, int number, int pack, int firstChunk, int count)
        implements Work {}
