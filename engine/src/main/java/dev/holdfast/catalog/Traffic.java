package dev.holdfast.catalog;

/// What a run moved, in bytes.
///
/// @param read bytes of content read from the source
/// @param fresh decoded bytes of the chunks that were not yet in the repository
/// @param stored stored bytes of the packs that were put
public record Traffic(long read, long fresh, long stored) {

    public Traffic {
        Numbers.requireCounts(read, fresh, stored);
    }
}
