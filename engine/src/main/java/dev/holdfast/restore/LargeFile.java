package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Crc32cSum;
import dev.holdfast.format.pxar.Metadata;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A large file on its way to the target, in pieces that several threads write at once.
///
/// The first to begin a piece makes the file, the last to end one completes it. When one
/// has failed, the others are skipped. Any thread may call.
final class LargeFile implements AutoCloseable {

    private final TargetDirectory directory;
    private final Longs ends;
    private final int[] crcs;
    private int left;
    private boolean failed;
    private @Nullable TargetFile file;

    /// `ends` are the offsets behind its pieces.
    LargeFile(TargetDirectory directory, Longs ends) {
        this.directory = directory;
        this.ends = ends;
        this.crcs = new int[ends.size()];
        this.left = ends.size();
    }

    TargetDirectory directory() {
        return directory;
    }

    /// The offset at which a piece begins.
    long start(int piece) {
        return piece == 0 ? 0 : ends.get(piece - 1);
    }

    /// The offset behind a piece.
    long end(int piece) {
        return ends.get(piece);
    }

    /// The file to write a piece to; null if another piece has failed.
    synchronized @Nullable TargetFile begin(ByteString name, Metadata metadata) throws IOException {
        if (failed) return null;
        var open = file;
        if (open == null) file = open = directory.file(name, metadata);
        return open;
    }

    synchronized void set(int piece, int crc) {
        crcs[piece] = crc;
    }

    /// Says that there will be no file. True the first time.
    synchronized boolean fail() {
        boolean first = !failed;
        failed = true;
        return first;
    }

    /// Says that a piece has ended, well or not. True for the last.
    synchronized boolean end() {
        left--;
        return left == 0;
    }

    /// The file with all its pieces, null if one has failed.
    synchronized @Nullable TargetFile findWhole() {
        return failed ? null : file;
    }

    /// The CRC-32C of all pieces together.
    synchronized int crc() {
        int sum = 0;
        for (int i = 0; i < crcs.length; i++) sum = Crc32cSum.join(sum, crcs[i], end(i) - start(i));
        return sum;
    }

    @Override
    public synchronized void close() {
        if (file != null) file.close();
    }
}
