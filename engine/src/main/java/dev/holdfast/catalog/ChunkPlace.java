package dev.holdfast.catalog;

/// Where a chunk lies.
///
/// @param pack the pack's row in the catalog
/// @param chunk the chunk's position among the pack's chunks, from 0
public record ChunkPlace(long pack, int chunk) {}
