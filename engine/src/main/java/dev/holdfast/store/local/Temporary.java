package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;

/// A file in `tmp` on its way to become a blob. Closing removes what is still there of it.
record Temporary(Fd directory, ByteString name, Fd file) implements AutoCloseable {

    @Override
    public void close() throws SysException {
        try (directory;
                file) {
            LocalDirectory.unlinkIfThere(directory, name);
        }
    }
}
