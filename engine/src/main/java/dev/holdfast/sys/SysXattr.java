package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// sys/xattr.h: extended attributes of an open file.
///
/// A file opened with O_PATH is reached through /proc, so this works for symbolic links and
/// device files as well, and follows nothing.
public final class SysXattr {

    private static final CFunction FLISTXATTR = CFunction.ofLong("flistxattr");
    private static final CFunction LISTXATTR = CFunction.ofLong("listxattr");
    private static final CFunction FGETXATTR = CFunction.ofLong("fgetxattr");
    private static final CFunction GETXATTR = CFunction.ofLong("getxattr");
    private static final CFunction FSETXATTR = CFunction.ofInt("fsetxattr");
    private static final CFunction SETXATTR = CFunction.ofInt("setxattr");
    private static final CFunction FREMOVEXATTR = CFunction.ofInt("fremovexattr");
    private static final CFunction REMOVEXATTR = CFunction.ofInt("removexattr");

    private SysXattr() {}

    /// The names, in the order of the file system; none where attributes are not supported.
    public static List<ByteString> list(Fd file) throws SysException {
        var scratch = Scratch.get();
        var buffer = scratch.attribute();
        long room = Scratch.ATTRIBUTE_BYTES;
        long length = file.pathOnly()
                ? LISTXATTR.call(scratch, path(scratch, file), buffer.address(), room)
                : FLISTXATTR.call(scratch, file.number(), buffer.address(), room);
        if (length == 0) return List.of();
        if (length > 0) return split(buffer, length);
        if (scratch.errno() == Errno.EOPNOTSUPP.number) return List.of();
        throw scratch.failure("listxattr", Fd.describe(file));
    }

    /// The value, null if there is no such attribute.
    public static @Nullable ByteString find(Fd file, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var key = scratch.otherName("getxattr", name);
        var buffer = scratch.attribute();
        long room = Scratch.ATTRIBUTE_BYTES;
        long length = file.pathOnly()
                ? GETXATTR.call(scratch, path(scratch, file), key, buffer.address(), room)
                : FGETXATTR.call(scratch, file.number(), key, buffer.address(), room);
        if (length >= 0) return Unistd.bytes(buffer, 0, (int) length);
        return switch (Errno.find(scratch.errno())) {
            case ENODATA, EOPNOTSUPP -> null;
            case null, default -> throw scratch.failure("getxattr", name);
        };
    }

    /// Makes or replaces one attribute.
    public static void set(Fd file, ByteString name, ByteString value) throws SysException {
        var scratch = Scratch.get();
        if (value.length() > Scratch.ATTRIBUTE_BYTES) {
            throw new SysException("setxattr", Errno.E2BIG.number, name);
        }
        var key = scratch.otherName("setxattr", name);
        var buffer = scratch.attribute();
        long length = value.length();
        MemorySegment.copy(
                value.toByteArray(), 0, buffer, ValueLayout.JAVA_BYTE, 0, value.length());
        long result = file.pathOnly()
                ? SETXATTR.call(scratch, path(scratch, file), key, buffer.address(), length, 0)
                : FSETXATTR.call(scratch, file.number(), key, buffer.address(), length, 0);
        if (result != 0) throw scratch.failure("setxattr", name);
    }

    /// Removes one attribute; that it is not there is fine.
    public static void remove(Fd file, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var key = scratch.otherName("removexattr", name);
        long result = file.pathOnly()
                ? REMOVEXATTR.call(scratch, path(scratch, file), key)
                : FREMOVEXATTR.call(scratch, file.number(), key);
        if (result == 0) return;
        switch (Errno.find(scratch.errno())) {
            case ENODATA, EOPNOTSUPP -> {}
            case null, default -> throw scratch.failure("removexattr", name);
        }
    }

    private static long path(Scratch scratch, Fd file) throws SysException {
        return scratch.name("xattr", file.procPath());
    }

    private static List<ByteString> split(MemorySegment buffer, long length) {
        var names = new ArrayList<ByteString>();
        for (long start = 0, at = 0; at < length; at++) {
            if (buffer.get(ValueLayout.JAVA_BYTE, at) != 0) continue;
            names.add(Unistd.bytes(buffer, start, (int) (at - start)));
            start = at + 1;
        }
        return names;
    }
}
