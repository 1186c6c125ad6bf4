package dev.holdfast.restore;

/// What one thread does at a time: the files of a batch, or a piece of a large file.
sealed interface Work permits Batch, Work.Piece {

    record Piece(LargeFile file, int number) implements Work {}
}
