package dev.holdfast.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// A file that an archive is read from, front to back; a FIFO will do.
public final class ArchiveInput extends InputStream {

    private final Fd file;
    private final ByteString path;

    private ArchiveInput(Fd file, ByteString path) {
        this.file = file;
        this.path = path;
    }

    public static ArchiveInput open(ByteString path) throws IOException {
        var file = Fcntl.open(path, Fcntl.O_RDONLY);
        try {
            if (SysStat.stat(file).isDirectory()) throw new IOException(path + ": is a directory");
        } catch (IOException e) {
            file.close();
            throw e;
        }
        Fcntl.adviseSequential(file);
        return new ArchiveInput(file, path);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) return 0;
        try {
            int count = Unistd.read(file, target, offset, length);
            return count == 0 ? -1 : count;
        } catch (SysException e) {
            throw e.at(path);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
