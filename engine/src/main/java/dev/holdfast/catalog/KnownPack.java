package dev.holdfast.catalog;

import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackKind;

/// A pack in the catalog, without its chunks.
///
/// @param pack its row: what [ChunkPlace] refers to; never used twice in one catalog
/// @param size stored bytes
/// @param journalled whether the run that put it has not committed its snapshot
public record KnownPack(long pack, Sha256 name, PackKind kind, long size, boolean journalled) {}
