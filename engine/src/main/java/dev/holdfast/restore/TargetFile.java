package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;
import dev.holdfast.sys.Unistd;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// A regular file being written: pieces in any order and from several threads, each byte
/// once. What is not written is zero.
///
/// The file gets its name when [#finish] has given it everything else. [#close] without that
/// leaves nothing behind, and neither does a crash, if the file system can keep files
/// without a name; else the file is called `.holdfast-….part` meanwhile.
public final class TargetFile implements AutoCloseable {

    /// The smallest hole worth making; file systems keep no smaller ones.
    private static final int BLOCK_BYTES = 4096;

    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    private final TreeWriter writer;
    private final TargetDirectory directory;
    private final ByteString name;
    private final ByteString path;
    private final Metadata metadata;
    private final StagedFile staged;
    private final Inheritance inherited;

    /// Behind the last byte that is not in a hole.
    private final AtomicLong end = new AtomicLong();

    /// Whether it may have other flags by now than it inherited.
    private boolean flagged;

    private boolean named;

    private TargetFile(
            TreeWriter writer,
            TargetDirectory directory,
            ByteString name,
            Metadata metadata,
            StagedFile staged,
            Inheritance inherited) {
        this.writer = writer;
        this.directory = directory;
        this.name = name;
        this.path = directory.path().child(name);
        this.metadata = metadata;
        this.staged = staged;
        this.inherited = inherited;
    }

    static TargetFile open(
            TreeWriter writer, TargetDirectory directory, ByteString name, Metadata metadata)
            throws IOException {
        var known = directory.findInheritance();
        try (var lease = directory.lease()) {
            int mode = writer.inodes.creationMode(metadata, known);
            var staged = StagedFile.open(writer, lease.fd(), mode);
            try {
                var inherited = known != null ? known : directory.inheritance(staged.fd());
                var file = new TargetFile(writer, directory, name, metadata, staged, inherited);
                file.setFirstFlags();
                return file;
            } catch (IOException | RuntimeException e) {
                staged.drop(lease.fd());
                throw e;
            }
        } catch (SysException e) {
            throw e.at(directory.path().child(name));
        }
    }

    /// Where it is below the target.
    ByteString path() {
        return path;
    }

    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        try {
            if (writer.options.sparse()) {
                writeSparse(position, bytes, offset, length);
            } else {
                writeRun(position, bytes, offset, length);
            }
        } catch (SysException e) {
            throw e.at(path);
        }
    }

    /// Completes a file of `size` bytes and lets it take its place.
    public void finish(long size) throws IOException {
        long written = end.get();
        if (written > size) {
            throw new IllegalStateException(
                    "%s: %d bytes were written, not %d".formatted(path, written, size));
        }
        var fd = staged.fd();
        try (var lease = directory.lease()) {
            if (written < size) Unistd.ftruncate(fd, size);
            writer.inodes.applyToNew(fd, metadata, inherited, path);
            setLastFlags();
            staged.name(writer, lease.fd(), name);
            named = true;
            if (!inherited.hasProject(metadata.projectId())) {
                writer.inodes.setProject(fd, metadata, path);
            }
            if (FlagWriter.hasLocks(metadata.flags())) {
                var identity = TargetIdentity.of(SysStat.stat(fd));
                writer.defer(new LateFlags(directory, name, identity, metadata.flags()));
            }
            closeNamed(lease);
        } catch (SysException e) {
            throw e.at(path);
        }
    }

    @Override
    public void close() {
        if (named || !staged.fd().isOpen()) {
            staged.fd().close();
            return;
        }
        try (var lease = directory.lease()) {
            staged.drop(lease.fd());
        } catch (IOException e) {
            // The directory is not where it was, so there is no name to remove.
            staged.fd().close();
        }
    }

    private void setFirstFlags() throws IOException {
        long flags = metadata.flags();
        if (FlagWriter.isAsWanted(inherited.flags(), flags, FlagWriter.FIRST)) return;
        flagged = true;
        writer.flags.set(staged.fd(), flags, FlagWriter.FIRST, path);
    }

    private void setLastFlags() throws IOException {
        long flags = metadata.flags();
        writer.flags.setFat(staged.fd(), flags, path);
        boolean right =
                !flagged && FlagWriter.isAsWanted(inherited.flags(), flags, FlagWriter.LAST);
        if (!right) writer.flags.set(staged.fd(), flags, FlagWriter.LAST, path);
    }

    /// A file whose content was lost on the way, which some file systems say only now, must
    /// not pass for a good one.
    private void closeNamed(OpenDirectories.Lease lease) throws SysException {
        try {
            staged.fd().closeWritten();
        } catch (SysException e) {
            Naming.drop(lease.fd(), name);
            throw e;
        }
    }

    private void writeSparse(long position, byte[] bytes, int offset, int length)
            throws SysException {
        int stop = offset + length;
        int runStart = offset;
        for (int at = offset; at < stop; ) {
            int inBlock = (int) ((position + at - offset) % BLOCK_BYTES);
            int blockEnd = Math.min(stop, at + BLOCK_BYTES - inBlock);
            if (Arrays.equals(bytes, at, blockEnd, ZEROS, 0, blockEnd - at)) {
                writeRun(position + runStart - offset, bytes, runStart, at - runStart);
                runStart = blockEnd;
            }
            at = blockEnd;
        }
        writeRun(position + runStart - offset, bytes, runStart, stop - runStart);
    }

    private void writeRun(long position, byte[] bytes, int offset, int length) throws SysException {
        if (length == 0) return;
        Unistd.pwrite(staged.fd(), bytes, offset, length, position);
        end.accumulateAndGet(position + length, Math::max);
    }
}
