package dev.holdfast.format.pack;

import dev.holdfast.format.ByteOrders;
import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// How long each chunk of a pack is, decoded and as a frame, and so where its frame begins
/// in the pack's plaintext. Immutable; 16 bytes of memory a chunk.
///
/// Two are equal if all lengths are. The packed form, 8 bytes a chunk, is the column
/// `chunk_lengths` of a snapshot database.
public final class ChunkLengths {

    /// Bytes of the packed form for one chunk: two little-endian u32.
    public static final int PACKED_BYTES = 8;

    private final int[] lengths;
    private final long[] offsets;
    private final long decodedSize;

    private ChunkLengths(int[] lengths, long[] offsets, long decodedSize) {
        this.lengths = lengths;
        this.offsets = offsets;
        this.decodedSize = decodedSize;
    }

    public int count() {
        return lengths.length;
    }

    /// Decoded bytes of chunk `i`.
    public int length(int i) {
        return lengths[i];
    }

    /// Bytes of the frame of chunk `i`.
    public int storedLength(int i) {
        return (int) (offsets[i + 1] - offsets[i]);
    }

    /// Where the frame of chunk `i` begins in the pack's plaintext. `offset(count())` is
    /// where the last frame ends.
    public long offset(int i) {
        return offsets[i];
    }

    /// Decoded bytes of all chunks together.
    public long decodedSize() {
        return decodedSize;
    }

    /// Bytes of all frames together.
    public long storedSize() {
        return offsets[lengths.length];
    }

    /// For each chunk its decoded length and its frame's length.
    public ByteString packed() {
        var bytes = new byte[count() * PACKED_BYTES];
        for (int i = 0; i < count(); i++) {
            ByteOrders.putInt(bytes, i * PACKED_BYTES, lengths[i]);
            ByteOrders.putInt(bytes, i * PACKED_BYTES + 4, storedLength(i));
        }
        return ByteString.ofOwned(bytes);
    }

    /// Reads what [#packed] wrote. `what` names the pack in messages.
    public static ChunkLengths unpack(String what, ByteString packed) throws CorruptDataException {
        var in = new ByteReader("chunk lengths of " + what, packed.toByteArray());
        var lengths = new Builder();
        while (in.remaining() > 0) lengths.addRead(what, in.u32(), in.u32());
        return lengths.buildRead(what);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkLengths that
                && Arrays.equals(lengths, that.lengths)
                && Arrays.equals(offsets, that.offsets);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lengths) + Arrays.hashCode(offsets);
    }

    @Override
    public String toString() {
        return count() + " chunks, " + decodedSize + " bytes in " + storedSize();
    }

    /// Chunk lengths under construction, in the order of the frames.
    public static final class Builder {

        private int[] lengths = new int[64];
        private long[] offsets = new long[65];
        private int count;
        private long decodedSize;

        public int count() {
            return count;
        }

        /// Bytes of all frames so far.
        public long storedSize() {
            return offsets[count];
        }

        public Builder add(int length, int storedLength) {
            var fault = findFault(length, storedLength);
            if (fault != null) throw new IllegalArgumentException(fault);
            append(length, storedLength);
            return this;
        }

        public ChunkLengths build() {
            return new ChunkLengths(
                    Arrays.copyOf(lengths, count), Arrays.copyOf(offsets, count + 1), decodedSize);
        }

        /// As [#add], for lengths that somebody else wrote.
        Builder addRead(String what, long length, long storedLength) throws CorruptDataException {
            var fault = findFault(length, storedLength);
            if (fault != null) throw new CorruptDataException(what + ": " + fault);
            append((int) length, (int) storedLength);
            return this;
        }

        ChunkLengths buildRead(String what) throws CorruptDataException {
            if (count == 0) throw new CorruptDataException(what + ": a pack without chunks");
            return build();
        }

        private @Nullable String findFault(long length, long storedLength) {
            if (count == PackLimits.CHUNK_COUNT_MAX) {
                return "more than " + count + " chunks in one pack";
            }
            if (length < 1 || length > PackLimits.CHUNK_LENGTH_MAX) {
                return "chunk %d of %d bytes".formatted(count, length);
            }
            if (storedLength < 1 || storedLength > PackLimits.frameLengthMax((int) length)) {
                return "chunk %d of %d bytes in a frame of %d"
                        .formatted(count, length, storedLength);
            }
            if (decodedSize + length > PackLimits.DECODED_SIZE_MAX) {
                return "chunks of more than " + PackLimits.DECODED_SIZE_MAX + " bytes in one pack";
            }
            if (offsets[count] + storedLength > PackLimits.SIZE_MAX) {
                return "frames of more than " + PackLimits.SIZE_MAX + " bytes in one pack";
            }
            return null;
        }

        private void append(int length, int storedLength) {
            if (count == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count + 1);
            }
            lengths[count] = length;
            offsets[count + 1] = offsets[count] + storedLength;
            decodedSize += length;
            count++;
        }
    }
}
