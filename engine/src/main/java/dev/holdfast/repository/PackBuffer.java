package dev.holdfast.repository;

import java.io.OutputStream;
import java.util.Arrays;

/// The stored bytes of a pack in the making, in one array that is handed on without a copy.
final class PackBuffer extends OutputStream {

    private byte[] bytes;
    private int size;

    PackBuffer(int capacity) {
        bytes = new byte[capacity];
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

    private void room(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, length), size + size / 2));
        }
    }
}
