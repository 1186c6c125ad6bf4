package dev.holdfast.sys;

import static dev.holdfast.sys.Libc.INT;
import static dev.holdfast.sys.Libc.POINTER;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// sys/vfs.h: the file system a file is on.
public final class SysVfs {

    private static final MethodHandle FSTATFS = Libc.bind("fstatfs", INT, INT, POINTER);

    private SysVfs() {}

    /// The kind of file system, a magic number of linux/magic.h. Opening with O_PATH is
    /// enough.
    public static long fileSystemType(Fd file) throws SysException {
        var scratch = Scratch.get();
        int result;
        try {
            result = (int) FSTATFS.invokeExact(scratch.errno, file.number(), scratch.struct);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("fstatfs", Fd.describe(file));
        return scratch.struct.get(ValueLayout.JAVA_LONG, 0) & 0xffff_ffffL;
    }
}
