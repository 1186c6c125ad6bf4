package dev.holdfast.format;

import java.util.Arrays;

/// Bytes under construction. Every integer is little endian; the buffer grows as needed.
public final class ByteWriter {

    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public ByteWriter u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /// The low 32 bits of `value`.
    public ByteWriter u32(long value) {
        room(4);
        ByteOrders.putInt(bytes, size, (int) value);
        size += 4;
        return this;
    }

    public ByteWriter u64(long value) {
        room(8);
        ByteOrders.putLong(bytes, size, value);
        size += 8;
        return this;
    }

    public ByteWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public ByteWriter bytes(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    public ByteWriter bytes(ByteString source) {
        room(source.length());
        source.copyTo(bytes, size);
        size += source.length();
        return this;
    }

    public ByteWriter sha256(Sha256 digest) {
        room(Sha256.BYTES);
        digest.copyTo(bytes, size);
        size += Sha256.BYTES;
        return this;
    }

    public int size() {
        return size;
    }

    /// Forgets everything written; the buffer stays.
    public void clear() {
        size = 0;
    }

    /// The buffer itself: its first [#size] bytes are what was written, until the next write.
    public byte[] buffer() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, length), 2 * bytes.length));
        }
    }
}
