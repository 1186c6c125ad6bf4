package dev.holdfast.restore;

/// What one thread writes at a time, and the neighbouring chunks of one pack that it takes.
/// With a `count` of 0 nothing is taken, or it is not known what.
sealed interface Work permits Batch, Piece {

    int pack();

    int firstChunk();

    int count();

    default int endChunk() {
        return firstChunk() + count();
    }
}
