package dev.holdfast.source;

import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Timestamp;

/// What one look at a file says, without opening it.
///
/// `mode` is the full st_mode. `size` means something for regular files only. Device and
/// inode together identify a file on this host for as long as it exists; `links` counts its
/// names, here or elsewhere.
public record FileFacts(
        long mode,
        long uid,
        long gid,
        long size,
        Timestamp mtime,
        Timestamp ctime,
        long device,
        long inode,
        long links) {

    public FileType type() {
        var type = FileType.ofMode(mode);
        if (type == null) throw new IllegalStateException("no file has mode " + mode);
        return type;
    }

    /// Whether both are one file, not necessarily unchanged.
    public boolean isSameFile(FileFacts other) {
        return inode == other.inode && device == other.device && type() == other.type();
    }
}
