package dev.holdfast.restore;

/// What a restore would do, before it does anything.
///
/// @param files regular files to write
/// @param bytes their sizes together: a snapshot may name one content many times
/// @param metadataOnly files that have their content and get their metadata
/// @param others symbolic links, devices, FIFOs and sockets
/// @param kept entries that are left as the target has them
/// @param removals names to remove, directories with what is in them counted once
/// @param packs blobs that have to be read, metadata aside
/// @param requests reads of them
/// @param storedBytes what these reads fetch
public record RestoreEstimate(
        long directories,
        long files,
        long bytes,
        long metadataOnly,
        long hardLinks,
        long others,
        long kept,
        long removals,
        long packs,
        long requests,
        long storedBytes) {}
