package dev.holdfast.format;

import java.util.Arrays;

/// Bytes being taken apart, front to back. Every integer is little endian.
///
/// What is asked for and not there is a [CorruptDataException] that names what was read.
public final class ByteReader {

    private final String what;
    private final byte[] bytes;
    private final int end;
    private final int start;
    private int position;

    /// Reads all of `bytes`; `what` names them in messages: `table of contents of pack 3f2a…`.
    public ByteReader(String what, byte[] bytes) {
        this(what, bytes, 0, bytes.length);
    }

    public ByteReader(String what, byte[] bytes, int offset, int length) {
        this.what = what;
        this.bytes = bytes;
        this.start = offset;
        this.position = offset;
        this.end = offset + length;
    }

    public int u8() throws CorruptDataException {
        need(1);
        return bytes[position++] & 0xff;
    }

    /// An unsigned 32-bit integer.
    public long u32() throws CorruptDataException {
        need(4);
        long value = Integer.toUnsignedLong(ByteOrders.getInt(bytes, position));
        position += 4;
        return value;
    }

    /// The raw 64 bits; unsigned values above 2^63 come out negative.
    public long u64() throws CorruptDataException {
        need(8);
        long value = ByteOrders.getLong(bytes, position);
        position += 8;
        return value;
    }

    public byte[] bytes(int length) throws CorruptDataException {
        need(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    public ByteString byteString(int length) throws CorruptDataException {
        return ByteString.ofOwned(bytes(length));
    }

    public Sha256 sha256() throws CorruptDataException {
        need(Sha256.BYTES);
        position += Sha256.BYTES;
        return Sha256.of(bytes, position - Sha256.BYTES);
    }

    public void skip(int length) throws CorruptDataException {
        need(length);
        position += length;
    }

    public int remaining() {
        return end - position;
    }

    /// How many bytes were taken so far.
    public int position() {
        return position - start;
    }

    /// Refuses bytes after the end of what was expected.
    public void end() throws CorruptDataException {
        if (remaining() != 0) {
            throw new CorruptDataException(
                    "%s: %d bytes follow its end".formatted(what, remaining()));
        }
    }

    private void need(int length) throws CorruptDataException {
        if (length < 0 || length > end - position) {
            throw new CorruptDataException("%s: ends after %d bytes, %d more were needed at %d"
                    .formatted(what, end - start, length, position()));
        }
    }
}
