package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A thread's native memory for the arguments and answers of one call at a time.
///
/// Heap memory could be lent to calls without a copy, but only to calls that keep the
/// garbage collector waiting until they return, and a file system may take minutes.
/// The memory goes when its thread is gone.
final class Scratch {

    /// PATH_MAX, with the NUL.
    private static final int NAME_BYTES = 4096;

    /// The kernel gives no longer list of attributes and no longer value (XATTR_SIZE_MAX).
    static final int ATTRIBUTE_BYTES = 65_536;

    /// What one read or write call moves at most.
    static final int TRANSFER_BYTES = 256 * 1024;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final Arena arena = Arena.ofAuto();
    private final byte[] nameBytes = new byte[NAME_BYTES];
    private final MemorySegment name = arena.allocate(NAME_BYTES);
    private final MemorySegment otherName = arena.allocate(NAME_BYTES);
    private @Nullable MemorySegment attribute;
    private @Nullable MemorySegment transfer;

    final MemorySegment errno = arena.allocate(CFunction.STATE_BYTES, Integer.BYTES);
    final MemorySegment struct = arena.allocate(256, Long.BYTES);

    private Scratch() {}

    static Scratch get() {
        return OF_THREAD.get();
    }

    /// The address of `text` as a C string, valid until the next call of this.
    long name(String call, ByteString text) throws SysException {
        return copy(call, text, name);
    }

    /// The same, for calls that take two names.
    long otherName(String call, ByteString text) throws SysException {
        return copy(call, text, otherName);
    }

    MemorySegment attribute() {
        var memory = attribute;
        if (memory == null) attribute = memory = arena.allocate(ATTRIBUTE_BYTES);
        return memory;
    }

    MemorySegment transfer() {
        var memory = transfer;
        if (memory == null) transfer = memory = arena.allocate(TRANSFER_BYTES, Long.BYTES);
        return memory;
    }

    int errno() {
        return CFunction.errno(errno);
    }

    SysException failure(String call, ByteString path) {
        return new SysException(call, errno(), path);
    }

    private long copy(String call, ByteString text, MemorySegment target) throws SysException {
        int length = text.length();
        if (length >= NAME_BYTES) {
            throw new SysException(call, Errno.ENAMETOOLONG.number, text);
        }
        if (text.indexOf(0, 0) >= 0) {
            throw new IllegalArgumentException("a NUL inside a name: " + text);
        }
        text.copyTo(nameBytes, 0);
        MemorySegment.copy(nameBytes, 0, target, ValueLayout.JAVA_BYTE, 0, length);
        target.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
        return target.address();
    }
}
