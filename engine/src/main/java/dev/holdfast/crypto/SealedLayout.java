package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

/// How the plaintext of one age file lies in its stored bytes. `headerSize` counts the nonce.
///
/// The size decides which segment is the last, so a size that nobody vouches for proves
/// nothing about the end of the file until its last segment has been opened.
public record SealedLayout(int headerSize, long storedSize) {

    private static final int SEGMENT = PayloadKey.SEGMENT_BYTES;
    private static final int SEALED = PayloadKey.SEALED_SEGMENT_BYTES;

    public SealedLayout {
        if (headerSize < AgeHeader.NONCE_BYTES || !isPossible(headerSize, storedSize)) {
            throw new IllegalArgumentException("no age file has a header of " + headerSize
                    + " bytes and a size of " + storedSize);
        }
    }

    /// Holds a size from elsewhere against the sizes that are possible.
    public static SealedLayout of(AgeHeader header, long storedSize) throws CorruptDataException {
        if (!isPossible(header.size(), storedSize)) {
            throw new CorruptDataException(
                    "%s: no age file has %d bytes".formatted(header, storedSize));
        }
        return new SealedLayout(header.size(), storedSize);
    }

    static SealedLayout ofPlain(int headerSize, long plainSize) {
        long segments = Math.max(1, Math.ceilDiv(plainSize, (long) SEGMENT));
        return new SealedLayout(
                headerSize, Math.addExact(headerSize + segments * Aead.TAG_BYTES, plainSize));
    }

    public long segmentCount() {
        return Math.ceilDiv(storedSize - headerSize, (long) SEALED);
    }

    public long plainSize() {
        return storedSize - headerSize - segmentCount() * Aead.TAG_BYTES;
    }

    /// The stored bytes to fetch for `length` bytes of plaintext at `offset`, which must lie
    /// within the file: whole segments.
    public SealedRange range(long offset, int length) throws CorruptDataException {
        if (offset < 0 || length < 1 || offset > plainSize() - length) {
            throw new CorruptDataException("%d bytes at %d are not within the %d of an age file"
                    .formatted(length, offset, plainSize()));
        }
        long first = offset / SEGMENT;
        long end = (offset + length - 1) / SEGMENT + 1;
        long from = headerSize + first * SEALED;
        long to = Math.min(storedSize, headerSize + end * SEALED);
        return new SealedRange(
                offset, length, from, Math.toIntExact(to - from), end == segmentCount());
    }

    /// A payload is one segment of 16 bytes, or full segments and one of at least 17.
    private static boolean isPossible(int headerSize, long storedSize) {
        if (storedSize <= headerSize) return false;
        long rest = (storedSize - headerSize) % SEALED;
        return storedSize - headerSize == Aead.TAG_BYTES || rest == 0 || rest > Aead.TAG_BYTES;
    }
}
