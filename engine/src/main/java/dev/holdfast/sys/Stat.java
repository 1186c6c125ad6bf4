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

    /// `struct statx`, linux/stat.h; the same on every machine. Taken out in one copy: under
    /// the quick compiler each access to native memory costs some 20 ns.
    static Stat readFrom(MemorySegment statx) {
        var words = new long[18];
        MemorySegment.copy(statx, ValueLayout.JAVA_LONG, 0, words, 0, words.length);
        return new Stat(
                (int) (words[3] >>> 32) & 0xffff,
                low(words[2]),
                high(words[2]),
                low(words[3]),
                words[4],
                words[5],
                words[6],
                low(words[17]) << 32 | high(words[17]),
                low(words[16]) << 32 | high(words[16]),
                words[14],
                (int) words[15],
                words[12],
                (int) words[13],
                words[1] & words[7]);
    }

    private static long low(long word) {
        return word & 0xffff_ffffL;
    }

    private static long high(long word) {
        return word >>> 32;
    }
}
