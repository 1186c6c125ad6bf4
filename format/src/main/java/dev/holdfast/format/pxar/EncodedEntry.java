package dev.holdfast.format.pxar;

/// The bytes of the entry that a [PxarDecoder] read last, FILENAME to last item, to be copied
/// into another archive as they are. They are valid until the decoder moves on.
public final class EncodedEntry {

    private byte[] bytes = new byte[0];
    private int offset;
    private int length;

    EncodedEntry() {}

    void set(byte[] newBytes, int newOffset, int newLength) {
        bytes = newBytes;
        offset = newOffset;
        length = newLength;
    }

    /// The array that holds them, among others; not to be written to.
    public byte[] array() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }
}
