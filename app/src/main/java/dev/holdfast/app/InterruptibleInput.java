package dev.holdfast.app;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

/// Standard input, whose reader can be interrupted while nothing comes: a read of Java's own
/// would keep an interrupted run from ending until the other program says something.
///
/// Opened when it is first read. Not for several threads.
final class InterruptibleInput extends InputStream {

    private @Nullable InputStream in;

    @Override
    public int read() throws IOException {
        return open().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return open().read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
        if (in != null) in.close();
    }

    private InputStream open() {
        var opened = in;
        if (opened == null) {
            opened = Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
            in = opened;
        }
        return opened;
    }
}
