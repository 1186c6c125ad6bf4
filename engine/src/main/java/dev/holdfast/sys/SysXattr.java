package dev.holdfast.sys;

import static dev.holdfast.sys.Libc.INT;
import static dev.holdfast.sys.Libc.LONG;
import static dev.holdfast.sys.Libc.POINTER;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// sys/xattr.h: extended attributes of an open file.
///
/// A file opened with O_PATH is reached through /proc, so this works for symbolic links and
/// device files as well, and follows nothing.
public final class SysXattr {

    private static final MethodHandle FLISTXATTR =
            Libc.bind("flistxattr", LONG, INT, POINTER, LONG);
    private static final MethodHandle LISTXATTR =
            Libc.bind("listxattr", LONG, POINTER, POINTER, LONG);
    private static final MethodHandle FGETXATTR =
            Libc.bind("fgetxattr", LONG, INT, POINTER, POINTER, LONG);
    private static final MethodHandle GETXATTR =
            Libc.bind("getxattr", LONG, POINTER, POINTER, POINTER, LONG);
    private static final MethodHandle FSETXATTR =
            Libc.bind("fsetxattr", INT, INT, POINTER, POINTER, LONG, INT);
    private static final MethodHandle SETXATTR =
            Libc.bind("setxattr", INT, POINTER, POINTER, POINTER, LONG, INT);
    private static final MethodHandle FREMOVEXATTR = Libc.bind("fremovexattr", INT, INT, POINTER);
    private static final MethodHandle REMOVEXATTR = Libc.bind("removexattr", INT, POINTER, POINTER);

    private SysXattr() {}

    /// The names, in the order of the file system; none where attributes are not supported.
    public static List<ByteString> list(Fd file) throws SysException {
        var scratch = Scratch.get();
        var buffer = scratch.attribute();
        long room = Scratch.ATTRIBUTE_BYTES;
        long length;
        try {
            length = file.pathOnly()
                    ? (long) LISTXATTR.invokeExact(scratch.errno, path(scratch, file), buffer, room)
                    : (long) FLISTXATTR.invokeExact(scratch.errno, file.number(), buffer, room);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
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
        long length;
        try {
            length = file.pathOnly()
                    ? (long) GETXATTR.invokeExact(
                            scratch.errno, path(scratch, file), key, buffer, room)
                    : (long) FGETXATTR.invokeExact(scratch.errno, file.number(), key, buffer, room);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
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
        int result;
        try {
            result = file.pathOnly()
                    ? (int) SETXATTR.invokeExact(
                            scratch.errno, path(scratch, file), key, buffer, length, 0)
                    : (int) FSETXATTR.invokeExact(
                            scratch.errno, file.number(), key, buffer, length, 0);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result != 0) throw scratch.failure("setxattr", name);
    }

    /// Removes one attribute; that it is not there is fine.
    public static void remove(Fd file, ByteString name) throws SysException {
        var scratch = Scratch.get();
        var key = scratch.otherName("removexattr", name);
        int result;
        try {
            result = file.pathOnly()
                    ? (int) REMOVEXATTR.invokeExact(scratch.errno, path(scratch, file), key)
                    : (int) FREMOVEXATTR.invokeExact(scratch.errno, file.number(), key);
        } catch (SysException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (result == 0) return;
        switch (Errno.find(scratch.errno())) {
            case ENODATA, EOPNOTSUPP -> {}
            case null, default -> throw scratch.failure("removexattr", name);
        }
    }

    private static MemorySegment path(Scratch scratch, Fd file) throws SysException {
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
