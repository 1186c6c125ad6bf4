package dev.holdfast.format.pack;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.RandomAccessBytes;
import dev.holdfast.format.Sha256;

import java.io.IOException;

/// What follows the frames in a pack's plaintext: table of contents, padding, seek table.
/// Specified in docs/format/pack.md. Each of the three is a zstd skippable frame, so any
/// zstd decoder steps over them.
///
/// @param paddingLength bytes of the padding frame, its header included; 0 if there is none
public record PackTrailer(PackKind kind, ChunkTable chunks, int paddingLength) {

    static final int TABLE_MAGIC = 0x184D2A50;
    static final int PADDING_MAGIC = 0x184D2A51;
    static final int SEEK_TABLE_MAGIC = 0x184D2A5E;
    static final int FOOTER_MAGIC = 0x8F92EAB1;

    /// "HFTC", read as a little-endian u32.
    static final int TABLE_LABEL = 0x43544648;

    static final int VERSION = 1;

    /// Magic number and size of a skippable frame.
    static final int SKIPPABLE_HEADER = 8;

    /// Label, version, kind and count.
    static final int TABLE_HEADER = 10;

    static final int SEEK_ENTRY = 8;
    static final int SEEK_FOOTER = 9;

    public PackTrailer {
        if (chunks.count() == 0) {
            throw new IllegalArgumentException("a pack without chunks");
        }
        if (paddingLength != 0 && paddingLength < SKIPPABLE_HEADER) {
            throw new IllegalArgumentException("padding of " + paddingLength + " bytes");
        }
        if (plainLength(chunks, paddingLength) > PackLimits.SIZE_MAX) {
            throw new IllegalArgumentException(
                    "a pack of " + plainLength(chunks, paddingLength) + " bytes");
        }
    }

    /// The trailer of a full pack, without padding.
    public static PackTrailer of(PackKind kind, ChunkTable chunks) {
        return new PackTrailer(kind, chunks, 0);
    }

    /// The trailer of the last pack of a run, which is not full: padding lifts the plaintext
    /// to the next Padmé size class, so that its size does not tell what a run had to store.
    public static PackTrailer padded(PackKind kind, ChunkTable chunks) {
        long least = plainLength(chunks, SKIPPABLE_HEADER);
        long fill = Math.min(Padme.sizeClass(least), PackLimits.SIZE_MAX) - least;
        return new PackTrailer(kind, chunks, SKIPPABLE_HEADER + (int) Math.max(0, fill));
    }

    /// Bytes of the trailer itself.
    public int length() {
        return (int) (plainLength() - chunks.lengths().storedSize());
    }

    /// Bytes of the pack's plaintext: all frames and the trailer.
    public long plainLength() {
        return plainLength(chunks, paddingLength);
    }

    private static long plainLength(ChunkTable chunks, int paddingLength) {
        return chunks.lengths().storedSize()
                + tableLength(chunks.count())
                + paddingLength
                + seekTableLength(chunks.count() + (paddingLength == 0 ? 1 : 2));
    }

    private static int tableLength(int count) {
        return SKIPPABLE_HEADER + TABLE_HEADER + count * Sha256.BYTES;
    }

    private static int seekTableLength(int entries) {
        return SKIPPABLE_HEADER + entries * SEEK_ENTRY + SEEK_FOOTER;
    }

    public byte[] toByteArray() {
        var out = new ByteWriter(length());
        writeTo(out);
        return out.toByteArray();
    }

    public void writeTo(ByteWriter out) {
        writeTable(out);
        if (paddingLength > 0) {
            int fill = paddingLength - SKIPPABLE_HEADER;
            out.u32(PADDING_MAGIC).u32(fill).bytes(new byte[fill]);
        }
        writeSeekTable(out);
    }

    private void writeTable(ByteWriter out) {
        int count = chunks.count();
        out.u32(TABLE_MAGIC).u32(tableLength(count) - SKIPPABLE_HEADER);
        out.u32(TABLE_LABEL).u8(VERSION).u8(kind.code()).u32(count);
        out.bytes(chunks.packedIds());
    }

    private void writeSeekTable(ByteWriter out) {
        int count = chunks.count();
        int entries = count + (paddingLength == 0 ? 1 : 2);
        out.u32(SEEK_TABLE_MAGIC).u32(seekTableLength(entries) - SKIPPABLE_HEADER);
        for (int i = 0; i < count; i++) out.u32(chunks.storedLength(i)).u32(chunks.length(i));
        out.u32(tableLength(count)).u32(0);
        if (paddingLength > 0) out.u32(paddingLength).u32(0);
        out.u32(entries).u8(0).u32(FOOTER_MAGIC);
    }

    /// Reads the trailer from the end of a whole plaintext, and nothing but the trailer; the
    /// padding is not read either. `pack` names the pack in messages.
    public static PackTrailer readFrom(String pack, RandomAccessBytes plaintext)
            throws IOException {
        if (plaintext.size() > PackLimits.SIZE_MAX) {
            throw new CorruptDataException(
                    "%s: a plaintext of %d bytes".formatted(pack, plaintext.size()));
        }
        var seekTable = SeekTable.readFrom(pack, plaintext);
        var lengths = seekTable.lengths();
        if (seekTable.tableLength() != tableLength(lengths.count())) {
            throw new CorruptDataException("%s: a table of contents of %d bytes for %d chunks"
                    .formatted(pack, seekTable.tableLength(), lengths.count()));
        }
        var bytes = new byte[tableLength(lengths.count())];
        plaintext.read(lengths.storedSize(), bytes, 0, bytes.length);
        var in = new ByteReader("table of contents of " + pack, bytes);
        expect(pack, "table of contents begins with", TABLE_MAGIC, in.u32());
        expect(pack, "size of the table of contents", bytes.length - SKIPPABLE_HEADER, in.u32());
        expect(pack, "label of the table of contents", TABLE_LABEL, in.u32());
        int version = in.u8();
        if (version != VERSION) {
            throw new FormatTooNewException(
                    "%s: a table of contents of version %d".formatted(pack, version));
        }
        int code = in.u8();
        var kind = PackKind.findCode(code);
        if (kind == null) throw new CorruptDataException("%s: kind %d".formatted(pack, code));
        expect(pack, "count in the table of contents", lengths.count(), in.u32());
        var chunks = ChunkTable.readFrom(in, lengths);
        in.end();
        checkPadding(pack, plaintext, seekTable);
        return new PackTrailer(kind, chunks, seekTable.paddingLength());
    }

    private static void checkPadding(String pack, RandomAccessBytes plaintext, SeekTable seekTable)
            throws IOException {
        if (seekTable.paddingLength() == 0) return;
        var header = new byte[SKIPPABLE_HEADER];
        long at = seekTable.lengths().storedSize() + seekTable.tableLength();
        plaintext.read(at, header, 0, header.length);
        var in = new ByteReader("padding of " + pack, header);
        expect(pack, "padding begins with", PADDING_MAGIC, in.u32());
        expect(pack, "size of the padding", seekTable.paddingLength() - SKIPPABLE_HEADER, in.u32());
    }

    static void expect(String pack, String what, int expected, long found)
            throws CorruptDataException {
        if (found != Integer.toUnsignedLong(expected)) {
            throw new CorruptDataException(
                    "%s: %s is 0x%08x, not 0x%08x".formatted(pack, what, found, expected));
        }
    }
}
