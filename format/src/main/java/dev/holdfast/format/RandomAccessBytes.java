package dev.holdfast.format;

import java.io.IOException;

/// Bytes of known size that can be read anywhere: a file, a decrypted blob, an array.
public interface RandomAccessBytes {

    long size();

    /// Fills `length` bytes of `target` from `offset` on with what lies at `position`.
    /// Asking beyond the end is a programmer's mistake; bytes that should be there and are
    /// not are a [CorruptDataException].
    void read(long position, byte[] target, int offset, int length) throws IOException;

    /// The whole of `bytes`, which must not change meanwhile.
    static RandomAccessBytes of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /// The `size` bytes of `bytes` that start at `start`; they must not change meanwhile.
    static RandomAccessBytes of(byte[] bytes, int start, int size) {
        return new RandomAccessBytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                if (position < 0 || length > size - position) {
                    throw new IllegalArgumentException(
                            length + " bytes at " + position + " of " + size);
                }
                System.arraycopy(bytes, (int) (start + position), target, offset, length);
            }
        };
    }
}
