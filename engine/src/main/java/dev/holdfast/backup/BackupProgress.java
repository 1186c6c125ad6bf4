package dev.holdfast.backup;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.repository.RunTraffic;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/// How far a backup has come. One thread counts, any thread looks.
public final class BackupProgress {

    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong readBytes = new AtomicLong();
    private final AtomicLong expectedEntries = new AtomicLong(-1);
    private final AtomicLong expectedBytes = new AtomicLong(-1);
    private volatile @Nullable RunTraffic traffic;

    /// Nothing was done so far, or what was done is done again.
    void begin() {
        entries.set(0);
        readBytes.set(0);
    }

    void entry() {
        entries.incrementAndGet();
    }

    void read(long bytes) {
        readBytes.addAndGet(bytes);
    }

    void expect(Estimate estimate) {
        expectedBytes.set(estimate.bytes());
        expectedEntries.set(estimate.entries());
    }

    /// Expects as many entries as there were last time, and no one knows how much to read.
    void expect(EntryCounts before) {
        expectedEntries.set(before.directories()
                + before.files()
                + before.hardLinks()
                + before.symlinks()
                + before.specials());
    }

    void follow(RunTraffic run) {
        traffic = run;
    }

    public long entries() {
        return entries.get();
    }

    /// Bytes of content read so far.
    public long readBytes() {
        return readBytes.get();
    }

    /// Entries there will be, -1 while that is not known.
    public long expectedEntries() {
        return expectedEntries.get();
    }

    /// Bytes there will be to read, -1 while that is not known.
    public long expectedBytes() {
        return expectedBytes.get();
    }

    /// Stored bytes of the packs that were put so far.
    public long storedBytes() {
        var run = traffic;
        return run == null ? 0 : run.storedBytes();
    }
}
