package dev.holdfast.restore;

import java.util.concurrent.atomic.AtomicLong;

/// How far a restore has come. Any thread counts, any thread looks.
public final class RestoreProgress {

    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong verifiedBytes = new AtomicLong();
    private volatile long expectedFiles = -1;
    private volatile long expectedBytes = -1;

    void expect(long fileCount, long byteCount) {
        expectedFiles = fileCount;
        expectedBytes = byteCount;
    }

    void file() {
        files.incrementAndGet();
    }

    void wrote(long count) {
        bytes.addAndGet(count);
    }

    void verified(long count) {
        verifiedBytes.addAndGet(count);
    }

    /// Regular files that were dealt with, well or not.
    public long files() {
        return files.get();
    }

    /// Bytes of content written.
    public long bytes() {
        return bytes.get();
    }

    /// Bytes read again.
    public long verifiedBytes() {
        return verifiedBytes.get();
    }

    /// Files there are to write, -1 while that is not known.
    public long expectedFiles() {
        return expectedFiles;
    }

    /// Bytes there are to write, -1 while that is not known.
    public long expectedBytes() {
        return expectedBytes;
    }
}
