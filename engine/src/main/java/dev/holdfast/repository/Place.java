package dev.holdfast.repository;

/// Where a chunk of this run lies.
///
/// @param pack number of the pack among those the run has met, see [RunPacks]
/// @param chunk its position in the pack
record Place(int pack, int chunk) {}
