package dev.holdfast.sys;

import dev.holdfast.format.ByteString;

/// An open file descriptor; who opened it closes it.
///
/// For one thread at a time; for several if none closes it before all are done with it, and
/// one of them alone reads on in it. Numbers are used again by the kernel, so a use after close is
/// refused here before it can hit somebody else's file.
public final class Fd implements AutoCloseable {

    private static final int CLOSED = -1;

    private final boolean pathOnly;
    private int number;

    Fd(int number, boolean pathOnly) {
        this.number = number;
        this.pathOnly = pathOnly;
    }

    public boolean isOpen() {
        return number != CLOSED;
    }

    /// Closes, and says if what was written could not be kept: network file systems and
    /// quotas tell only now.
    public void closeWritten() throws SysException {
        int closing = number();
        var name = describe(this);
        number = CLOSED;
        int errno = Unistd.close(closing);
        if (errno != 0) throw new SysException("close", errno, name);
    }

    /// Closes and forgets about errors; right for everything that was only read.
    @Override
    public void close() {
        if (number == CLOSED) return;
        int closing = number;
        number = CLOSED;
        var _ = Unistd.close(closing);
    }

    int number() {
        if (number == CLOSED) throw new IllegalStateException("the file descriptor is closed");
        return number;
    }

    /// Whether it was opened with O_PATH: a place, not a file that can be read.
    boolean pathOnly() {
        return pathOnly;
    }

    /// A path that leads to exactly this file, whatever its name is by now.
    ByteString procPath() {
        return ByteString.utf8("/proc/self/fd/" + number());
    }

    @Override
    public String toString() {
        return number == CLOSED ? "closed fd" : "fd " + number;
    }

    /// What stands in for a path in messages about an open file.
    static ByteString describe(Fd file) {
        return ByteString.utf8(file.toString());
    }
}
