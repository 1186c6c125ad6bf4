package dev.holdfast.repository;

/// A compressed chunk: the first `length` of its bytes.
final class Frame {

    private final byte[] bytes;
    private final int length;

    Frame(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
