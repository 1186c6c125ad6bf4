package dev.holdfast.catalog;

/// How many entries of each kind an archive has. Each entry counts once.
///
/// @param files regular files, hard links to them not included
/// @param specials devices, FIFOs and sockets
/// @param bytes sum of the sizes of the regular files
public record EntryCounts(
        long directories, long files, long hardLinks, long symlinks, long specials, long bytes) {

    public EntryCounts {
        Numbers.requireCounts(directories, files, hardLinks, symlinks, specials, bytes);
    }
}
