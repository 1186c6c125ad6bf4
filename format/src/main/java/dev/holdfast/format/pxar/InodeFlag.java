package dev.holdfast.format.pxar;

/// A bit of an entry's `flags`, and the Linux flag it stands for.
///
/// The `FAT_…` flags come from `FAT_IOCTL_GET_ATTRIBUTES`, the others from
/// `FS_IOC_GETFLAGS` (what `lsattr` shows). Bits that are in no list are carried along.
public enum InodeFlag {
    FAT_HIDDEN(0x2000, 0x02),
    FAT_SYSTEM(0x4000, 0x04),
    FAT_ARCHIVE(0x8000, 0x20),
    APPEND(0x1_0000, 0x20),
    NOATIME(0x2_0000, 0x80),
    COMPR(0x4_0000, 0x04),
    NOCOW(0x8_0000, 0x80_0000),
    NODUMP(0x10_0000, 0x40),
    DIRSYNC(0x20_0000, 0x1_0000),
    IMMUTABLE(0x40_0000, 0x10),
    SYNC(0x80_0000, 0x08),
    NOCOMP(0x100_0000, 0x400),
    PROJINHERIT(0x200_0000, 0x2000_0000);

    private final long bit;
    private final long linux;

    InodeFlag(long bit, long linux) {
        this.bit = bit;
        this.linux = linux;
    }

    /// The bit in an archive.
    public long bit() {
        return bit;
    }

    /// The bit in Linux: of the FAT attributes for the three `FAT_…` flags, else `FS_…_FL`.
    public long linux() {
        return linux;
    }

    public boolean isFat() {
        return bit <= 0x8000;
    }

    /// Whether restore sets it on the empty file; the others would forbid or disturb what
    /// follows, and come last.
    public boolean isSetFirst() {
        return switch (this) {
            case NOATIME, COMPR, NOCOW, NOCOMP, PROJINHERIT -> true;
            default -> false;
        };
    }

    /// The archive's bits for the flags that `FS_IOC_GETFLAGS` returned; others are dropped.
    public static long ofLinux(long linuxFlags) {
        long flags = 0;
        for (var flag : FLAGS) {
            if (!flag.isFat() && (linuxFlags & flag.linux) != 0) flags |= flag.bit;
        }
        return flags;
    }

    /// The flags for `FS_IOC_SETFLAGS`: of the archive's `flags`, those to be set first or
    /// last.
    public static long toLinux(long flags, boolean first) {
        long linux = 0;
        for (var flag : FLAGS) {
            if (!flag.isFat() && flag.isSetFirst() == first && (flags & flag.bit) != 0) {
                linux |= flag.linux;
            }
        }
        return linux;
    }

    private static final InodeFlag[] FLAGS = values();
}
