package dev.holdfast.backup;

import dev.holdfast.catalog.EntryCounts;

/// Counts entries as they are written. For one thread.
final class EntryTally {

    private long directories;
    private long files;
    private long hardLinks;
    private long symlinks;
    private long specials;
    private long bytes;
    private long readBytes;
    private long liveBytes;

    void directory() {
        directories++;
    }

    void file(long size, long addresses) {
        files++;
        bytes += size;
        liveBytes += addresses;
    }

    void hardLink() {
        hardLinks++;
    }

    void symlink() {
        symlinks++;
    }

    void special() {
        specials++;
    }

    void read(long size) {
        readBytes += size;
    }

    EntryCounts counts() {
        return new EntryCounts(directories, files, hardLinks, symlinks, specials, bytes);
    }

    /// Bytes of content read, those read twice twice.
    long readBytes() {
        return readBytes;
    }

    /// Addresses of the payload log that entries refer to.
    long liveBytes() {
        return liveBytes;
    }
}
