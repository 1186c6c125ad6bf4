package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// dirent.h: the names in a directory.
public final class Dirent {

    /// `struct linux_dirent64`: where the length of the record is, and where the name begins.
    static final int LENGTH_OFFSET = 16;

    static final int NAME_OFFSET = 19;

    /// By number: the C library has a function for it only since glibc 2.30.
    private static final CFunction SYSCALL = CFunction.ofLong("syscall");

    private Dirent() {}

    /// All names but `.` and `..`, in the order of the file system, read from the beginning.
    /// A name that comes or goes meanwhile may or may not be among them.
    public static List<ByteString> names(Fd directory) throws SysException {
        Unistd.rewind(directory);
        var names = new ArrayList<ByteString>();
        var scratch = Scratch.get();
        var buffer = scratch.transfer();
        while (true) {
            long filled = SYSCALL.call(
                    scratch,
                    (long) Machine.HERE.getdents64,
                    directory.number(),
                    buffer.address(),
                    (long) Scratch.TRANSFER_BYTES);
            if (filled == 0) return names;
            if (filled < 0) throw scratch.failure("getdents64", Fd.describe(directory));
            take(buffer, filled, names);
        }
    }

    private static void take(MemorySegment buffer, long filled, List<ByteString> names) {
        for (long at = 0; at < filled; ) {
            long start = at + NAME_OFFSET;
            at += Short.toUnsignedInt(
                    buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + LENGTH_OFFSET));
            long end = start;
            while (buffer.get(ValueLayout.JAVA_BYTE, end) != 0) end++;
            if (isDots(buffer, start, end)) continue;
            names.add(Unistd.bytes(buffer, start, (int) (end - start)));
        }
    }

    private static boolean isDots(MemorySegment buffer, long start, long end) {
        return end - start <= 2
                && buffer.get(ValueLayout.JAVA_BYTE, start) == '.'
                && buffer.get(ValueLayout.JAVA_BYTE, end - 1) == '.';
    }
}
