package dev.holdfast.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A function of the C library that takes up to six integers or pointers and returns an
/// integer.
///
/// All of them go through one native stub whose arguments and result are 64 bits wide: each
/// further shape would cost some 13 classes at every start (docs/design/0004-jvm.md). On both
/// machines an argument sits in a register of its own whose upper half a callee that wants 32
/// bits does not look at, variadic or not, and what it does not expect it does not see.
final class CFunction {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final MethodHandle STUB = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(WORD, WORD, WORD, WORD, WORD, WORD, WORD),
                    Linker.Option.captureCallState("errno"));

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /// What a call needs to keep errno in.
    static final long STATE_BYTES = STATE.byteSize();

    private final MemorySegment address;
    private final boolean wide;

    private CFunction(String name, boolean wide) {
        this.address = Linker.nativeLinker()
                .defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("this C library has no " + name));
        this.wide = wide;
    }

    /// A function that returns `int`.
    static CFunction ofInt(String name) {
        return new CFunction(name, false);
    }

    /// A function that returns `long`, `ssize_t` or `off_t`.
    static CFunction ofLong(String name) {
        return new CFunction(name, true);
    }

    /// errno as the last call with this state has left it.
    static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, ERRNO);
    }

    long call(Scratch scratch) {
        return call(scratch, 0, 0, 0, 0, 0, 0);
    }

    long call(Scratch scratch, long a) {
        return call(scratch, a, 0, 0, 0, 0, 0);
    }

    long call(Scratch scratch, long a, long b) {
        return call(scratch, a, b, 0, 0, 0, 0);
    }

    long call(Scratch scratch, long a, long b, long c) {
        return call(scratch, a, b, c, 0, 0, 0);
    }

    long call(Scratch scratch, long a, long b, long c, long d) {
        return call(scratch, a, b, c, d, 0, 0);
    }

    long call(Scratch scratch, long a, long b, long c, long d, long e) {
        return call(scratch, a, b, c, d, e, 0);
    }

    private long call(Scratch scratch, long a, long b, long c, long d, long e, long f) {
        long result;
        try {
            result = (long) STUB.invokeExact(address, scratch.errno, a, b, c, d, e, f);
        } catch (Error | RuntimeException programmer) {
            throw programmer;
        } catch (Throwable checked) {
            throw new AssertionError("C throws nothing", checked);
        }
        return wide ? result : (int) result;
    }
}
