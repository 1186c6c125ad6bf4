package dev.holdfast.app.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A standard stream: buffered, UTF-8, and it knows when nobody reads it any more.
///
/// Every failure is thrown: what was asked for and could not be printed is not success. For
/// one thread at a time.
final class ConsoleOutput extends OutputStream {

    private final OutputStream out;

    ConsoleOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    void print(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw told(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw told(e);
        }
    }

    /// EPIPE has no exception type of its own in Java, only the text of strerror(3).
    private static IOException told(IOException e) {
        if ("Broken pipe".equals(e.getMessage())) return new OutputClosedException(e);
        return new IOException("standard output: " + e.getMessage(), e);
    }
}
