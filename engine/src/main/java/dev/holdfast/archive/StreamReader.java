package dev.holdfast.archive;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.repository.ChunkRef;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.PackStream;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A stream of a stored snapshot, read at any position.
///
/// Keeps the chunks it read last, and reads a few neighbours with each, because who reads
/// one chunk mostly wants the next. A chunk that several places of the stream have, such as the
/// table of directories that are alike, is kept once. Any thread may call; one reads at a time.
public final class StreamReader implements RandomAccessBytes {

    /// Bytes kept; at least one run of neighbours.
    private static final long KEPT = 16 << 20;

    /// Bytes that are read at once.
    private static final long AHEAD = 2 << 20;

    private final OpenSnapshot snapshot;
    private final ArchiveStream stream;
    private final long size;
    private boolean all;
    private @Nullable PackStream ahead;
    private int aheadPack;
    private int aheadChunk;
    private int aheadEnd;
    private int behindEnd;
    private final LinkedHashMap<Long, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;
    private long lastAddress = -1;
    private byte[] last = {};

    private StreamReader(OpenSnapshot snapshot, ArchiveStream stream, long size) {
        this.snapshot = snapshot;
        this.stream = stream;
        this.size = size;
    }

    /// The metadata stream.
    public static StreamReader metadata(OpenSnapshot snapshot) {
        return new StreamReader(
                snapshot, ArchiveStream.METADATA, snapshot.facts().metadata().length());
    }

    /// The payload log. It has holes; to read in one is to find damage.
    public static StreamReader payload(OpenSnapshot snapshot) {
        return new StreamReader(
                snapshot, ArchiveStream.PAYLOAD, snapshot.facts().logEnd());
    }

    /// The checks stream.
    public static StreamReader checks(OpenSnapshot snapshot) {
        return new StreamReader(
                snapshot, ArchiveStream.CHECKS, snapshot.facts().checks().length());
    }

    @Override
    public long size() {
        return size;
    }

    /// Says that all of it will be read, front to back: then each pack is asked for once.
    public synchronized void expectAll() {
        all = true;
    }

    @Override
    public synchronized void read(long position, byte[] target, int offset, int length)
            throws IOException {
        if (position < 0 || length > size - position) {
            throw new IllegalArgumentException(length + " bytes at " + position + " of " + size);
        }
        long at = position;
        int to = offset;
        int left = length;
        while (left > 0) {
            if (lastAddress < 0 || at < lastAddress || at >= lastAddress + last.length) load(at);
            int from = (int) (at - lastAddress);
            int copied = Math.min(left, last.length - from);
            System.arraycopy(last, from, target, to, copied);
            at += copied;
            to += copied;
            left -= copied;
        }
    }

    /// The stream from `position` to its end, front to back.
    public InputStream from(long position) {
        expectAll();
        return new InputStream() {
            private long at = position;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public void close() throws IOException {
                endAhead();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (length == 0) return 0;
                if (at == size) return -1;
                int taken = (int) Math.min(length, size - at);
                StreamReader.this.read(at, target, offset, taken);
                at += taken;
                return taken;
            }
        };
    }

    private void load(long address) throws IOException {
        var chunk = snapshot.get(stream, address);
        long key = key(chunk.pack(), chunk.chunk());
        var bytes = kept.get(key);
        if (bytes == null) {
            readRun(chunk);
            bytes = kept.get(key);
        }
        if (bytes == null) throw new CorruptDataException("chunk at " + address + " did not come");
        last = bytes;
        lastAddress = chunk.address();
    }

    /// What a chunk is kept by: where it lies.
    private static long key(int pack, int chunk) {
        return (long) pack << 32 | chunk;
    }

    /// Reads a chunk and those behind it that lie behind it in the pack too.
    private void readRun(ChunkRef first) throws IOException {
        int count = 1;
        long bytes = first.length();
        for (var next = first; bytes < AHEAD; count++) {
            var after = snapshot.findFrom(stream, next.end());
            if (after == null
                    || after.address() != next.end()
                    || after.pack() != first.pack()
                    || after.chunk() != first.chunk() + count) break;
            bytes += after.length();
            next = after;
        }
        OpenSnapshot.ChunkVisitor keep = (chunk, content) -> {
            if (kept.put(key(first.pack(), chunk), content) == null) keptBytes += content.length;
        };
        try {
            if (all && !snapshot.isKeptWhole(first.pack())) {
                readAhead(first, count, keep);
            } else {
                snapshot.read(first.pack(), first.chunk(), count, keep);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading a snapshot");
        }
        evict(key(first.pack(), first.chunk()), key(first.pack(), first.chunk() + count));
    }

    /// Reads on in the request that is under way, if that comes by these chunks, else by one
    /// for all of the stream that the pack has from here on. Chunks that it has come by, and
    /// which are kept no more, are asked for by themselves, unless somebody reads on there.
    private void readAhead(ChunkRef first, int count, OpenSnapshot.ChunkVisitor visitor)
            throws IOException, InterruptedException {
        var stream = ahead;
        if (stream != null && aheadPack == first.pack() && first.chunk() < aheadChunk) {
            boolean again = first.chunk() == behindEnd;
            behindEnd = first.chunk() + count;
            if (!again) {
                snapshot.read(first.pack(), first.chunk(), count, visitor);
                return;
            }
        }
        if (stream == null
                || aheadPack != first.pack()
                || first.chunk() < aheadChunk
                || first.chunk() + count > aheadEnd) {
            endAhead();
            aheadPack = first.pack();
            aheadEnd = endInPack(first);
            stream = snapshot.stream(aheadPack, first.chunk(), aheadEnd);
            ahead = stream;
        }
        try {
            snapshot.open(stream.read(first.chunk(), count), visitor);
        } catch (IOException | InterruptedException e) {
            endAhead();
            throw e;
        }
        aheadChunk = first.chunk() + count;
        if (aheadChunk == aheadEnd) endAhead();
    }

    /// Behind the last chunk of the stream that its pack has, as far as no other pack comes
    /// between. What lies before it in the pack has been read by then.
    private int endInPack(ChunkRef first) throws IOException {
        var extents = snapshot.database().extents(stream);
        int end = first.chunk() + 1;
        for (int i = extents.findFrom(first.address()); i < extents.count(); i++) {
            if (extents.pack(i) != first.pack()) break;
            end = Math.max(end, extents.firstChunk(i) + extents.chunkCount(i));
        }
        return end;
    }

    private synchronized void endAhead() throws IOException {
        var ended = ahead;
        ahead = null;
        if (ended != null) ended.close();
    }

    private void evict(long from, long to) {
        var eldest = kept.entrySet().iterator();
        while (keptBytes > KEPT && eldest.hasNext()) {
            Map.Entry<Long, byte[]> entry = eldest.next();
            if (entry.getKey() >= from && entry.getKey() < to) continue;
            keptBytes -= entry.getValue().length;
            eldest.remove();
        }
    }
}
