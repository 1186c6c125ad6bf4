package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// The kernel said no: which call, to which name, with which [Errno].
///
/// The path is what the call was given, often one name relative to an open directory; who
/// knows the whole path says it with [#at].
public final class SysException extends IOException {

    private final String call;
    private final int number;
    private final ByteString path;

    SysException(String call, int number, ByteString path) {
        super("%s: %s (%s: %s)".formatted(path, text(number), call, name(number)));
        this.call = call;
        this.number = number;
        this.path = path;
    }

    /// What the kernel would say of a name that may not be given, because something has it.
    public static SysException exists(String call, ByteString path) {
        return new SysException(call, Errno.EEXIST.number, path);
    }

    /// The errno, null if it is one that [Errno] does not name.
    public @Nullable Errno errno() {
        return Errno.find(number);
    }

    public boolean is(Errno errno) {
        return number == errno.number;
    }

    public String call() {
        return call;
    }

    public ByteString path() {
        return path;
    }

    /// What went wrong, without the path: `permission denied (openat: EACCES)`.
    public String reason() {
        return "%s (%s: %s)".formatted(text(number), call, name(number));
    }

    /// The same failure, told of a fuller path.
    public SysException at(ByteString fullPath) {
        var same = new SysException(call, number, fullPath);
        same.initCause(this);
        return same;
    }

    private static String text(int number) {
        var errno = Errno.find(number);
        return errno != null ? errno.text : "failed";
    }

    private static String name(int number) {
        var errno = Errno.find(number);
        return errno != null ? errno.name() : "errno " + number;
    }
}
