package dev.holdfast.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Where the C library's functions are bound. Every handle takes the segment for errno
/// first.
final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    static final long ERRNO_BYTES = Linker.Option.captureStateLayout().byteSize();

    private Libc() {}

    static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
        return bind(name, FunctionDescriptor.of(result, arguments), capture());
    }

    /// For functions declared with `...`: the arguments from `fixed` on are variadic.
    static MethodHandle bindVariadic(
            String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return bind(
                name,
                FunctionDescriptor.of(result, arguments),
                capture(),
                Linker.Option.firstVariadicArg(fixed));
    }

    static int errno(MemorySegment captured) {
        return (int) ERRNO.get(captured, 0L);
    }

    /// Handles throw what their target throws, and C throws nothing.
    static AssertionError unexpected(Throwable thrown) {
        if (thrown instanceof Error error) throw error;
        if (thrown instanceof RuntimeException programmer) throw programmer;
        return new AssertionError(thrown);
    }

    private static MethodHandle bind(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var symbol = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("this C library has no " + name));
        return LINKER.downcallHandle(symbol, descriptor, options);
    }

    private static Linker.Option capture() {
        return Linker.Option.captureCallState("errno");
    }

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final MemoryLayout POINTER = ValueLayout.ADDRESS;
}
