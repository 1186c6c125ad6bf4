package dev.holdfast.store.local;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.io.InputStream;

/// A range of a blob's file, front to back. A file that became shorter is damage.
final class BlobStream extends InputStream {

    private final String blob;
    private final Fd file;
    private long position;
    private final long end;

    BlobStream(String blob, Fd file, long offset, long length) {
        this.blob = blob;
        this.file = file;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (position == end) return -1;
        int read = read(target, offset, length, position);
        if (read == 0) {
            throw new CorruptDataException(
                    "%s ends at byte %d, not at %d".formatted(blob, position, end));
        }
        position += read;
        return read;
    }

    private int read(byte[] target, int offset, int length, long from) throws IOException {
        try {
            return Unistd.pread(file, target, offset, (int) Math.min(length, end - from), from);
        } catch (SysException e) {
            throw LocalStore.failed("cannot read " + blob, e);
        }
    }

    @Override
    public long skip(long count) {
        long skipped = Math.clamp(count, 0, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(end - position, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        file.close();
    }
}
