package dev.holdfast.format.pack;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.CorruptDataException;

/// What the header of a zstd frame (RFC 8878, section 3.1.1.1) promises, read before
/// anything is decoded by it.
///
/// @param windowSize memory a decoder needs, in bytes
/// @param length bytes of the header itself, magic number included
public record FrameHeader(long contentSize, long windowSize, int length) {

    /// First four bytes of every zstd frame that is not skippable.
    public static final int MAGIC = 0xFD2FB528;

    private static final int SINGLE_SEGMENT = 0x20;
    private static final int RESERVED = 0x08;
    private static final int CHECKSUM = 0x04;
    private static final int DICTIONARY = 0x03;

    /// Reads the header of a frame as Holdfast writes it: content size and checksum there,
    /// no dictionary, window within the limit. `frame` names it in messages.
    public static FrameHeader readFrom(String frame, byte[] bytes, int offset, int available)
            throws CorruptDataException {
        require(available >= 6, frame, "ends within its header");
        require(ByteOrders.getInt(bytes, offset) == MAGIC, frame, "is no zstd frame");
        int descriptor = bytes[offset + 4] & 0xff;
        require((descriptor & RESERVED) == 0, frame, "has a reserved bit set");
        require((descriptor & CHECKSUM) != 0, frame, "has no checksum");
        require((descriptor & DICTIONARY) == 0, frame, "needs a dictionary");
        boolean single = (descriptor & SINGLE_SEGMENT) != 0;
        int sizeFlag = descriptor >>> 6;
        require(single || sizeFlag != 0, frame, "does not say its content size");
        int sizeAt = single ? 5 : 6;
        int sizeLength = 1 << sizeFlag;
        require(available >= sizeAt + sizeLength, frame, "ends within its header");
        long size = contentSize(bytes, offset + sizeAt, sizeFlag);
        require(size >= 0 && size <= PackLimits.CHUNK_LENGTH_MAX, frame, "is larger than a chunk");
        long window = single ? size : windowSize(bytes[offset + 5] & 0xff);
        require(window <= PackLimits.WINDOW_SIZE_MAX, frame, "needs too large a window");
        return new FrameHeader(size, window, sizeAt + sizeLength);
    }

    private static long contentSize(byte[] bytes, int at, int flag) {
        return switch (flag) {
            case 0 -> bytes[at] & 0xff;
            case 1 -> ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8) + 256;
            case 2 -> Integer.toUnsignedLong(ByteOrders.getInt(bytes, at));
            default -> ByteOrders.getLong(bytes, at);
        };
    }

    private static long windowSize(int descriptor) {
        long base = 1L << (10 + (descriptor >>> 3));
        return base + base / 8 * (descriptor & 7);
    }

    private static void require(boolean fine, String frame, String fault)
            throws CorruptDataException {
        if (!fine) throw new CorruptDataException(frame + " " + fault);
    }
}
