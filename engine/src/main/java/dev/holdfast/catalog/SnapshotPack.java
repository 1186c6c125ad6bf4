package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ChunkLengths;
import dev.holdfast.format.pack.PackKind;

import java.util.zip.CRC32C;

/// What a snapshot knows of one pack that it needs: enough to read any range of it, and
/// not which chunks they are.
///
/// @param name SHA-256 of the stored bytes
/// @param size stored bytes
/// @param plainLength bytes of the age file's plaintext, tables included
/// @param header the age header with the nonce behind it, as stored
public record SnapshotPack(
        Sha256 name,
        PackKind kind,
        long size,
        long plainLength,
        ByteString header,
        ChunkLengths lengths) {

    /// Most stored bytes of a pack.
    static final long SIZE_MAX = 1L << 30;

    private static final int NONCE = 16;
    private static final int SEGMENT = 64 << 10;
    private static final int TAG = 16;
    private static final int HEADER_MAX = (64 << 10) + NONCE;

    static SnapshotPack of(PackFacts facts) throws CorruptDataException {
        return checked(
                facts.name(),
                facts.kind().code(),
                facts.size(),
                facts.plainLength(),
                facts.header(),
                facts.chunks().lengths().packed());
    }

    /// Holds facts from anywhere against each other: the size of an age file follows from
    /// its header and its plaintext, and the frames must fit into that.
    static SnapshotPack checked(
            Sha256 name,
            long kindCode,
            long size,
            long plainLength,
            ByteString header,
            ByteString packedLengths)
            throws CorruptDataException {
        var what = "pack " + name;
        var kind = PackKind.findCode(kindCode);
        if (kind == null) {
            throw new CorruptDataException("%s: is of unknown kind %d".formatted(what, kindCode));
        }
        if (header.length() <= NONCE || header.length() > HEADER_MAX) {
            throw new CorruptDataException(
                    "%s: its age header has %d bytes".formatted(what, header.length()));
        }
        if (plainLength < 1 || size > SIZE_MAX || size != sealedSize(header, plainLength)) {
            throw new CorruptDataException("%s: %d bytes of plaintext do not make %d stored bytes"
                    .formatted(what, plainLength, size));
        }
        var lengths = ChunkLengths.unpack(what, packedLengths);
        long ids = (long) lengths.count() * Sha256.BYTES;
        if (lengths.storedSize() + ids > plainLength) {
            throw new CorruptDataException("%s: frames of %d bytes and %d of digests in %d"
                    .formatted(what, lengths.storedSize(), ids, plainLength));
        }
        return new SnapshotPack(name, kind, size, plainLength, header, lengths);
    }

    /// CRC-32C over everything here. It stands beside the row in the catalog: a bit that
    /// rots there must not travel into a snapshot, whose chunks could then not be found.
    long checksum() {
        var all = new ByteWriter(header.length() + 64)
                .sha256(name)
                .u8(kind.code())
                .u64(size)
                .u64(plainLength)
                .u32(header.length())
                .bytes(header)
                .bytes(lengths.packed());
        var crc = new CRC32C();
        crc.update(all.buffer(), 0, all.size());
        return crc.getValue();
    }

    private static long sealedSize(ByteString header, long plainLength) {
        if (plainLength > SIZE_MAX) return -1;
        long segments = (plainLength + SEGMENT - 1) / SEGMENT;
        return header.length() + plainLength + segments * TAG;
    }
}
