package dev.holdfast.repository;

import java.io.OutputStream;

/// The stored bytes of a pack in the making, in one array that is handed on without a copy,
/// and used again once this is closed.
final class PackBuffer extends OutputStream {

    private final Buffers buffers;
    private byte[] bytes;
    private int size;

    PackBuffer(Buffers buffers, int capacity) {
        this.buffers = buffers;
        this.bytes = buffers.take(capacity);
    }

    @Override
    public void write(int b) {
        room(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    @Override
    public void close() {
        buffers.give(bytes);
        bytes = new byte[0];
        size = 0;
    }

    private void room(int length) {
        if (bytes.length - size >= length) return;
        var larger = buffers.take(Math.max(Math.addExact(size, length), size + size / 2));
        System.arraycopy(bytes, 0, larger, 0, size);
        buffers.give(bytes);
        bytes = larger;
    }
}
