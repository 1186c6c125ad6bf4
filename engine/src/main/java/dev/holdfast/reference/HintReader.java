package dev.holdfast.reference;

import dev.holdfast.format.CorruptDataException;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the hints of a reference front to back, one for each entry of its archive.
public final class HintReader implements Closeable {

    private static final int ROWS = 1024;

    private final InputStream in;
    private final byte[] rows = new byte[ROWS * Hint.BYTES];
    private int at;
    private int filled;

    private HintReader(InputStream in) {
        this.in = in;
    }

    static HintReader open(Path file) throws IOException {
        return new HintReader(Files.newInputStream(file));
    }

    /// The hint of the next entry.
    public Hint next() throws IOException {
        if (at == filled) fill();
        var hint = Hint.read(rows, at);
        at += Hint.BYTES;
        return hint;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void fill() throws IOException {
        filled = in.readNBytes(rows, 0, rows.length);
        at = 0;
        if (filled == 0 || filled % Hint.BYTES != 0) {
            throw new CorruptDataException("hints: there are fewer than entries");
        }
    }
}
