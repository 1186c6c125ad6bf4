package dev.holdfast.pxar;

/// How much an archive holds.
///
/// @param content bytes of all regular files
public record CreatedArchive(long entries, long content) {}
