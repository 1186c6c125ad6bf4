package dev.holdfast.sys;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What statx(2) says of one file.
///
/// A device, the file's own and the one a device file stands for, is major · 2^32 + minor.
/// Times are seconds and nanoseconds counted forward from them; seconds may be negative.
/// `attributes` are the STATX_ATTR bits that are known and set.
public record Stat(
        int mode,
        long links,
        long uid,
        long gid,
        long inode,
        long size,
        long blocks,
        long device,
        long rdev,
        long mtimeSeconds,
        int mtimeNanos,
        long ctimeSeconds,
        int ctimeNanos,
        long attributes) {

    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    /// Something would be mounted here as soon as somebody goes in.
    public static final long ATTRIBUTE_AUTOMOUNT = 0x1000;

    /// A block of [#blocks], whatever the file system's own blocks are.
    private static final int BLOCK_BYTES = 512;

    public boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    public boolean isRegularFile() {
        return (mode & S_IFMT) == S_IFREG;
    }

    public boolean isSymlink() {
        return (mode & S_IFMT) == S_IFLNK;
    }

    /// Whether both are the same file, by device and inode. An inode is given again after
    /// its file is gone, so this holds only while one of the two is open.
    public boolean isSameFile(Stat other) {
        return inode == other.inode && device == other.device;
    }

    /// Whether fewer bytes are allocated than the size says. Holes are likely, not certain:
    /// compression and inline data look the same.
    public boolean mayHaveHoles() {
        return blocks < (size + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    public int rdevMajor() {
        return (int) (rdev >>> 32);
    }

    public int rdevMinor() {
        return (int) rdev;
    }

    /// `struct statx`, linux/stat.h; the same on every machine.
    static Stat readFrom(MemorySegment statx) {
        return new Stat(
                Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
                u32(statx, 16),
                u32(statx, 20),
                u32(statx, 24),
                statx.get(ValueLayout.JAVA_LONG, 32),
                statx.get(ValueLayout.JAVA_LONG, 40),
                statx.get(ValueLayout.JAVA_LONG, 48),
                u32(statx, 136) << 32 | u32(statx, 140),
                u32(statx, 128) << 32 | u32(statx, 132),
                statx.get(ValueLayout.JAVA_LONG, 112),
                statx.get(ValueLayout.JAVA_INT, 120),
                statx.get(ValueLayout.JAVA_LONG, 96),
                statx.get(ValueLayout.JAVA_INT, 104),
                statx.get(ValueLayout.JAVA_LONG, 8) & statx.get(ValueLayout.JAVA_LONG, 56));
    }

    private static long u32(MemorySegment statx, long offset) {
        return Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, offset));
    }
}
