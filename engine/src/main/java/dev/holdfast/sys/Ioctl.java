package dev.holdfast.sys;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// sys/ioctl.h with linux/fs.h and linux/msdos_fs.h: what file systems keep beside mode and
/// attributes. Only for regular files and directories that were opened for reading.
public final class Ioctl {

    /// The answer where the file system has no such thing.
    public static final long UNSUPPORTED = -1;

    static final long FS_IOC_GETFLAGS = 0x8008_6601L;
    static final long FS_IOC_SETFLAGS = 0x4008_6602L;
    static final long FS_IOC_FSGETXATTR = 0x801c_581fL;
    static final long FS_IOC_FSSETXATTR = 0x401c_5820L;
    static final long FAT_IOCTL_GET_ATTRIBUTES = 0x8004_7210L;
    static final long FAT_IOCTL_SET_ATTRIBUTES = 0x4004_7211L;

    /// `struct fsxattr`: where the project id is.
    static final int PROJECT_OFFSET = 12;

    private static final CFunction IOCTL = CFunction.ofInt("ioctl");

    private Ioctl() {}

    /// The FS_*_FL bits that chattr(1) sets, or [#UNSUPPORTED].
    public static long findFlags(Fd file) throws SysException {
        return find(FS_IOC_GETFLAGS, "FS_IOC_GETFLAGS", file, 0);
    }

    public static void setFlags(Fd file, long flags) throws SysException {
        set(FS_IOC_SETFLAGS, "FS_IOC_SETFLAGS", file, flags);
    }

    /// The id of the project whose quota the file counts for, 0 for none, or [#UNSUPPORTED].
    public static long findProject(Fd file) throws SysException {
        return find(FS_IOC_FSGETXATTR, "FS_IOC_FSGETXATTR", file, PROJECT_OFFSET);
    }

    /// Sets the project id and leaves what else is in the struct as it is.
    public static void setProject(Fd file, long project) throws SysException {
        if (findProject(file) == UNSUPPORTED) {
            throw new SysException("FS_IOC_FSSETXATTR", Errno.EOPNOTSUPP.number, Fd.describe(file));
        }
        var scratch = Scratch.get();
        scratch.struct.set(ValueLayout.JAVA_INT, PROJECT_OFFSET, (int) project);
        if (ioctl(scratch, file, FS_IOC_FSSETXATTR, scratch.struct) != 0) {
            throw scratch.failure("FS_IOC_FSSETXATTR", Fd.describe(file));
        }
    }

    /// The ATTR_* bits of a FAT file system, or [#UNSUPPORTED].
    public static long findFatAttributes(Fd file) throws SysException {
        return find(FAT_IOCTL_GET_ATTRIBUTES, "FAT_IOCTL_GET_ATTRIBUTES", file, 0);
    }

    public static void setFatAttributes(Fd file, long attributes) throws SysException {
        set(FAT_IOCTL_SET_ATTRIBUTES, "FAT_IOCTL_SET_ATTRIBUTES", file, attributes);
    }

    private static long find(long request, String call, Fd file, int offset) throws SysException {
        var scratch = Scratch.get();
        scratch.struct.set(ValueLayout.JAVA_LONG, 0, 0L);
        if (ioctl(scratch, file, request, scratch.struct) == 0) {
            return Integer.toUnsignedLong(scratch.struct.get(ValueLayout.JAVA_INT, offset));
        }
        return switch (Errno.find(scratch.errno())) {
            case ENOTTY, EOPNOTSUPP, ENOSYS, EINVAL -> UNSUPPORTED;
            case null, default -> throw scratch.failure(call, Fd.describe(file));
        };
    }

    private static void set(long request, String call, Fd file, long value) throws SysException {
        var scratch = Scratch.get();
        // The kernel reads an int, whatever the request's name says of a long.
        scratch.struct.set(ValueLayout.JAVA_LONG, 0, value);
        if (ioctl(scratch, file, request, scratch.struct) != 0) {
            throw scratch.failure(call, Fd.describe(file));
        }
    }

    private static long ioctl(Scratch scratch, Fd file, long request, MemorySegment argument) {
        return IOCTL.call(scratch, file.number(), request, argument.address());
    }
}
