package dev.holdfast.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// A file that an archive is written to. It takes its name, and the place of the file that
/// had it, only when it is complete and on the disk; [#close] without [#finish] leaves
/// nothing behind.
///
/// Only the owner may read it: it holds what others may not have been allowed to see.
public final class ArchiveOutput implements ByteSink, AutoCloseable {

    private static final int MODE = 0600;
    private static final int FLAGS =
            Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;

    private final ByteString path;
    private final ByteString name;
    private final ByteString temporary;
    private final Fd directory;
    private final Fd file;
    private final Stat stat;
    private long position;
    private boolean named;

    private ArchiveOutput(
            ByteString path,
            ByteString name,
            ByteString temporary,
            Fd directory,
            Fd file,
            Stat stat) {
        this.path = path;
        this.name = name;
        this.temporary = temporary;
        this.directory = directory;
        this.file = file;
        this.stat = stat;
    }

    /// Begins the file that is to become `path`.
    ///
    /// @throws IOException if it cannot be made there, or what has its name is no
    ///     regular file and must not be replaced
    public static ArchiveOutput open(ByteString path, RandomGenerator random) throws IOException {
        int slash = path.lastIndexOf('/');
        var name = path.substring(slash + 1, path.length());
        if (name.isEmpty()) throw new IOException(path + ": is not the name of a file");
        var above = slash < 0 ? ByteString.utf8(".") : path.substring(0, slash + 1);
        var directory = Fcntl.open(above, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        try {
            var now = SysStat.find(directory, name);
            if (now != null && !now.isRegularFile()) {
                throw new IOException(path + ": is there and is no regular file");
            }
            var digits = HexFormat.of().toHexDigits(random.nextLong());
            var temporary = ByteString.utf8(".holdfast-" + digits + ".part");
            var file = Fcntl.openat(directory, temporary, FLAGS, MODE);
            try {
                var stat = SysStat.stat(file);
                return new ArchiveOutput(path, name, temporary, directory, file, stat);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (SysException e) {
            directory.close();
            throw e.at(path);
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            Unistd.pwrite(file, bytes, offset, length, position);
        } catch (SysException e) {
            throw e.at(path);
        }
        position += length;
    }

    /// How many bytes were written.
    public long size() {
        return position;
    }

    /// Makes the file durable and gives it its name.
    public void finish() throws IOException {
        try {
            Unistd.fsync(file);
            file.closeWritten();
            Unistd.renameat(directory, temporary, directory, name);
            named = true;
            Unistd.fsync(directory);
        } catch (SysException e) {
            throw e.at(path);
        }
    }

    @Override
    public void close() throws IOException {
        try (directory;
                file) {
            if (!named) Unistd.unlinkat(directory, temporary);
        }
    }

    long device() {
        return stat.device();
    }

    long inode() {
        return stat.inode();
    }
}
