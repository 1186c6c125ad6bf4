package dev.holdfast.repository;

import dev.holdfast.format.pack.ArchiveStream;

import java.io.IOException;

/// Where the chunks of an archive go, in the order in which they were cut.
public interface ChunkSink {

    /// An array of at least `length` bytes for a chunk to come: with anything in it, if it has
    /// served before.
    default byte[] array(int length) {
        return new byte[length];
    }

    /// Takes over `bytes`, whose first `length` are a chunk that lies at `address` of
    /// `stream`. Waits while too much is under way; throws what went wrong further down.
    void put(ArchiveStream stream, long address, byte[] bytes, int length)
            throws IOException, InterruptedException;

    /// Says that nothing will refer to the payload addresses from `from` up to `to`: chunks
    /// put there get no extent.
    void abandon(long from, long to);
}
