package dev.holdfast.format.pack;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

import java.util.Arrays;

/// The chunks of one pack in the order of their frames: which they are and where they lie.
/// Immutable; 48 bytes of memory a chunk.
public final class ChunkTable {

    private final byte[] ids;
    private final ChunkLengths lengths;

    private ChunkTable(byte[] ids, ChunkLengths lengths) {
        this.ids = ids;
        this.lengths = lengths;
    }

    public int count() {
        return lengths.count();
    }

    /// The SHA-256 of the bytes of chunk `i`.
    public Sha256 id(int i) {
        return Sha256.of(ids, i * Sha256.BYTES);
    }

    /// Decoded bytes of chunk `i`.
    public int length(int i) {
        return lengths.length(i);
    }

    /// Bytes of the frame of chunk `i`.
    public int storedLength(int i) {
        return lengths.storedLength(i);
    }

    /// Where the frame of chunk `i` begins in the pack's plaintext.
    public long offset(int i) {
        return lengths.offset(i);
    }

    public ChunkLengths lengths() {
        return lengths;
    }

    /// All ids, one behind the other, 32 bytes each.
    public ByteString packedIds() {
        return ByteString.of(ids);
    }

    /// Joins what [#packedIds] wrote with the lengths. `what` names the pack in messages.
    public static ChunkTable of(String what, ByteString packedIds, ChunkLengths lengths)
            throws CorruptDataException {
        if (packedIds.length() != (long) lengths.count() * Sha256.BYTES) {
            throw new CorruptDataException("%s: %d bytes of digests for %d chunks"
                    .formatted(what, packedIds.length(), lengths.count()));
        }
        return new ChunkTable(packedIds.toByteArray(), lengths);
    }

    /// Reads as many ids as there are lengths.
    static ChunkTable readFrom(ByteReader in, ChunkLengths lengths) throws CorruptDataException {
        return new ChunkTable(in.bytes(lengths.count() * Sha256.BYTES), lengths);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkTable that
                && lengths.equals(that.lengths)
                && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return 31 * lengths.hashCode() + Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return lengths.toString();
    }

    /// A chunk table under construction.
    public static final class Builder {

        private final ChunkLengths.Builder lengths = new ChunkLengths.Builder();
        private byte[] ids = new byte[64 * Sha256.BYTES];

        /// Adds the chunk of the next frame.
        public Builder add(Sha256 id, int length, int storedLength) {
            lengths.add(length, storedLength);
            int at = (lengths.count() - 1) * Sha256.BYTES;
            if (at == ids.length) ids = Arrays.copyOf(ids, 2 * ids.length);
            id.copyTo(ids, at);
            return this;
        }

        public int count() {
            return lengths.count();
        }

        /// Bytes of all frames so far.
        public long storedSize() {
            return lengths.storedSize();
        }

        public ChunkTable build() {
            var built = lengths.build();
            return new ChunkTable(Arrays.copyOf(ids, built.count() * Sha256.BYTES), built);
        }
    }
}
