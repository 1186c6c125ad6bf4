package dev.holdfast.sys;

import java.lang.foreign.ValueLayout;

/// sys/vfs.h: the file system a file is on.
public final class SysVfs {

    private static final CFunction FSTATFS = CFunction.ofInt("fstatfs");

    private SysVfs() {}

    /// The kind of file system, a magic number of linux/magic.h. Opening with O_PATH is
    /// enough.
    public static long fileSystemType(Fd file) throws SysException {
        var scratch = Scratch.get();
        long result = FSTATFS.call(scratch, file.number(), scratch.struct.address());
        if (result != 0) throw scratch.failure("fstatfs", Fd.describe(file));
        return scratch.struct.get(ValueLayout.JAVA_LONG, 0) & 0xffff_ffffL;
    }
}
