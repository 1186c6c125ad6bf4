package dev.holdfast.format.pxar;

import dev.holdfast.format.RandomAccessBytes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Where an archive's bytes come from, front to back.
interface ByteFeed {

    /// Reads 1 to `length` bytes; -1 at the end.
    int read(byte[] target, int offset, int length) throws IOException;

    /// Passes over `count` bytes. Beyond the end this may fail to notice: the next read does.
    void skip(long count) throws IOException;

    static ByteFeed of(InputStream in) {
        return new ByteFeed() {

            private boolean ended;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return ended ? -1 : in.read(target, offset, length);
            }

            @Override
            public void skip(long count) throws IOException {
                try {
                    if (!ended) in.skipNBytes(count);
                } catch (EOFException e) {
                    ended = true;
                }
            }
        };
    }

    /// Feeds `bytes` from `start` on.
    static ByteFeed of(RandomAccessBytes bytes, long start) {
        return new ByteFeed() {

            private long position = start;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (position >= bytes.size()) return -1;
                int count = (int) Math.min(length, bytes.size() - position);
                bytes.read(position, target, offset, count);
                position += count;
                return count;
            }

            @Override
            public void skip(long count) {
                position += count;
            }
        };
    }
}
