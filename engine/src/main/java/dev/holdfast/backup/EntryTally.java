package dev.holdfast.backup;

import dev.holdfast.catalog.EntryCounts;

import java.util.EnumMap;
import java.util.Map;

/// Counts entries as they are written. For one thread.
final class EntryTally {

    private final Map<Change, Long> changes = new EnumMap<>(Change.class);
    private long directories;
    private long files;
    private long hardLinks;
    private long symlinks;
    private long specials;
    private long gone;
    private long bytes;
    private long keptBytes;
    private long readBytes;
    private long liveBytes;

    void directory() {
        directories++;
    }

    void file(Change change, long size, long addresses) {
        changes.merge(change, 1L, Long::sum);
        files++;
        bytes += size;
        liveBytes += addresses;
        if (!change.isRead()) keptBytes += size;
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

    /// Something of the backup before is not there any more.
    void gone() {
        gone++;
    }

    void read(long size) {
        readBytes += size;
    }

    EntryCounts counts() {
        return new EntryCounts(directories, files, hardLinks, symlinks, specials, bytes);
    }

    ChangeCounts changes() {
        return new ChangeCounts(changes, gone, keptBytes);
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
