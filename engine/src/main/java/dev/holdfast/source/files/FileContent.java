package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.source.Content;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.UnreadableException;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// An open regular file of a directory tree.
final class FileContent implements Content {

    /// Telling the kernel what comes costs a call, which pays when it reads ahead more than
    /// it would have by itself.
    private static final long ADVISED_SIZE_MIN = 1 << 20;

    private final Fd file;
    private final Stat stat;
    private final ByteString path;
    private final boolean fat;
    private final boolean asListed;
    private final Report report;

    private @Nullable Metadata metadata;
    private long position;

    /// The next hole begins here, as far as is known; at [#holeEnd] it ends.
    private long holeStart;

    private long holeEnd;

    private FileContent(
            Fd file, Stat stat, ByteString path, boolean fat, boolean asListed, Report report) {
        this.file = file;
        this.stat = stat;
        this.path = path;
        this.fat = fat;
        this.asListed = asListed;
        this.report = report;
        if (!stat.mayHaveHoles()) holeStart = holeEnd = Long.MAX_VALUE;
    }

    /// Takes over `file`, which is open for reading and is what `stat` says.
    static FileContent of(
            Fd file, Stat stat, ByteString path, boolean fat, boolean asListed, Report report) {
        if (stat.size() >= ADVISED_SIZE_MIN) Fcntl.adviseSequential(file);
        return new FileContent(file, stat, path, fat, asListed, report);
    }

    @Override
    public FileFacts facts() {
        return Facts.of(stat);
    }

    @Override
    public Metadata metadata() throws IOException {
        var known = metadata;
        if (known == null) {
            metadata = known = MetadataReader.read(file, stat, true, fat, asListed, report);
        }
        return known;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length <= 0) throw new IllegalArgumentException("reading " + length + " bytes");
        if (position >= stat.size()) return -1;
        findHole();
        boolean hole = position >= holeStart;
        long end = Math.min(stat.size(), hole ? holeEnd : holeStart);
        int wanted = (int) Math.min(length, end - position);
        int count = hole ? zeros(target, offset, wanted) : data(target, offset, wanted);
        position += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public @Nullable String findChange() throws IOException {
        Stat now;
        try {
            now = SysStat.stat(file);
        } catch (SysException e) {
            throw unreadable(e);
        }
        if (now.size() != stat.size()) {
            return "%s from %,d to %,d bytes"
                    .formatted(
                            now.size() > stat.size() ? "grew" : "shrank", stat.size(), now.size());
        }
        boolean written =
                now.mtimeSeconds() != stat.mtimeSeconds() || now.mtimeNanos() != stat.mtimeNanos();
        if (written) return "was written to";
        boolean touched =
                now.ctimeSeconds() != stat.ctimeSeconds() || now.ctimeNanos() != stat.ctimeNanos();
        // A name more or less, as when a file is replaced by another, changes nothing in it.
        return touched && now.links() == stat.links() ? "its metadata changed" : null;
    }

    @Override
    public void close() {
        file.close();
    }

    /// Makes `holeStart` and `holeEnd` those of the hole at or after `position`.
    private void findHole() throws IOException {
        if (position < holeEnd) return;
        try {
            long data = Unistd.findData(file, position);
            if (data < 0) data = Long.MAX_VALUE;
            if (data > position) {
                holeStart = position;
                holeEnd = data;
                return;
            }
            holeStart = Unistd.findHole(file, position);
            // Where that hole ends is asked when it is reached.
            holeEnd = holeStart;
        } catch (SysException e) {
            throw unreadable(e);
        }
    }

    private static int zeros(byte[] target, int offset, int length) {
        Arrays.fill(target, offset, offset + length, (byte) 0);
        return length;
    }

    /// 0 if the file has become shorter than it was.
    private int data(byte[] target, int offset, int length) throws IOException {
        try {
            return Unistd.pread(file, target, offset, length, position);
        } catch (SysException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(SysException e) throws SysException {
        Failures.check(e);
        return new UnreadableException(path, e.reason(), e);
    }
}
