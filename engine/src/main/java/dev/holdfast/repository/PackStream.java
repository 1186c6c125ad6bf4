package dev.holdfast.repository;

import dev.holdfast.catalog.SnapshotPack;
import dev.holdfast.crypto.AgeHeader;
import dev.holdfast.crypto.SealedLayout;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// A part of a pack as it comes, front to back, by one request. For one thread.
public final class PackStream implements Closeable {

    private final SnapshotPack pack;
    private final SealedLayout layout;
    private final InputStream in;
    private long position;
    private byte[] last = {};

    private PackStream(SnapshotPack pack, SealedLayout layout, InputStream in, long position) {
        this.pack = pack;
        this.layout = layout;
        this.in = in;
        this.position = position;
    }

    /// Asks for chunk `first` and all others up to `end`.
    static PackStream open(BlobStore store, SnapshotPack pack, int first, int end)
            throws IOException {
        var header = AgeHeader.parse("pack " + pack.name(), pack.header().toByteArray());
        var layout = SealedLayout.of(header, pack.size());
        var lengths = pack.lengths();
        long from = layout.range(lengths.offset(first), 1).storedOffset();
        var tail = layout.range(lengths.offset(end) - 1, 1);
        long length = tail.storedOffset() + tail.storedLength() - from;
        var in = store.open(BlobKey.pack(pack.name()), from, length);
        return new PackStream(pack, layout, in, from);
    }

    /// The next chunks, still sealed. They may leave some out, and may begin again with
    /// those that were read last, but not before these.
    public SealedChunks read(int first, int count) throws IOException {
        var lengths = pack.lengths();
        long offset = lengths.offset(first);
        long length = lengths.offset(first + count) - offset;
        var range = layout.range(offset, Math.toIntExact(length));
        var bytes = new byte[range.storedLength()];
        // Chunks share the sealed segment in which one ends and the other begins.
        long again = position - range.storedOffset();
        int copied = Math.clamp(again, 0, bytes.length);
        if (again > last.length) throw new IllegalStateException("chunk " + first + " is gone");
        if (again < 0) in.skipNBytes(-again);
        if (copied > 0) System.arraycopy(last, (int) (last.length - again), bytes, 0, copied);
        if (copied == bytes.length) return new SealedChunks(pack, first, count, range, bytes);
        int read = in.readNBytes(bytes, copied, bytes.length - copied);
        if (read < bytes.length - copied) {
            throw new CorruptDataException("pack " + pack.name() + " ends before chunk " + first);
        }
        position = range.storedOffset() + bytes.length;
        last = bytes;
        return new SealedChunks(pack, first, count, range, bytes);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
