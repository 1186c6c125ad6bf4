package dev.holdfast.format.pack;

import dev.holdfast.format.ByteReader;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;

import java.io.IOException;

/// The last frame of a pack as it was read: the lengths of all frames before it.
///
/// @param tableLength bytes of the frame that holds the table of contents
/// @param paddingLength bytes of the padding frame, 0 if there is none
record SeekTable(ChunkLengths lengths, int tableLength, int paddingLength) {

    /// Reads the seek table at the end of `plaintext` and checks that what it lists fills
    /// everything before it.
    static SeekTable readFrom(String pack, RandomAccessBytes plaintext) throws IOException {
        int entries = readCount(pack, plaintext);
        int length = PackTrailer.SKIPPABLE_HEADER
                + entries * PackTrailer.SEEK_ENTRY
                + PackTrailer.SEEK_FOOTER;
        long before = plaintext.size() - length;
        if (before < 0) {
            throw new CorruptDataException("%s: a seek table of %d entries in %d bytes"
                    .formatted(pack, entries, plaintext.size()));
        }
        var bytes = new byte[length - PackTrailer.SEEK_FOOTER];
        plaintext.read(before, bytes, 0, bytes.length);
        var in = new ByteReader("seek table of " + pack, bytes);
        PackTrailer.expect(pack, "seek table begins with", PackTrailer.SEEK_TABLE_MAGIC, in.u32());
        PackTrailer.expect(
                pack, "size of the seek table", length - PackTrailer.SKIPPABLE_HEADER, in.u32());
        var table = readEntries(pack, in, entries, before);
        long listed = table.lengths.storedSize() + table.tableLength + table.paddingLength;
        if (listed != before) {
            throw new CorruptDataException(
                    "%s: its seek table lists %d bytes of %d".formatted(pack, listed, before));
        }
        return table;
    }

    private static int readCount(String pack, RandomAccessBytes plaintext) throws IOException {
        if (plaintext.size() < PackTrailer.SEEK_FOOTER) {
            throw new CorruptDataException(
                    "%s: a plaintext of %d bytes".formatted(pack, plaintext.size()));
        }
        var bytes = new byte[PackTrailer.SEEK_FOOTER];
        plaintext.read(plaintext.size() - bytes.length, bytes, 0, bytes.length);
        var in = new ByteReader("seek table footer of " + pack, bytes);
        long entries = in.u32();
        int descriptor = in.u8();
        PackTrailer.expect(pack, "last word", PackTrailer.FOOTER_MAGIC, in.u32());
        if (descriptor != 0) {
            throw new CorruptDataException(
                    "%s: descriptor 0x%02x in its seek table".formatted(pack, descriptor));
        }
        if (entries < 2 || entries > PackLimits.CHUNK_COUNT_MAX + 2) {
            throw new CorruptDataException(
                    "%s: a seek table of %d entries".formatted(pack, entries));
        }
        return (int) entries;
    }

    /// Chunks have content and the frames behind them have none, which tells them apart.
    private static SeekTable readEntries(String pack, ByteReader in, int entries, long before)
            throws CorruptDataException {
        var lengths = new ChunkLengths.Builder();
        long stored = in.u32();
        long decoded = in.u32();
        int read = 1;
        while (decoded != 0 && read < entries) {
            lengths.addRead(pack, decoded, stored);
            stored = in.u32();
            decoded = in.u32();
            read++;
        }
        long padding = 0;
        if (decoded == 0 && read == entries - 1) {
            padding = in.u32();
            decoded = in.u32();
            read++;
            if (padding < PackTrailer.SKIPPABLE_HEADER) {
                throw new CorruptDataException("%s: padding of %d bytes".formatted(pack, padding));
            }
        }
        if (decoded != 0 || read != entries) {
            throw new CorruptDataException(
                    "%s: its seek table does not end with its tables".formatted(pack));
        }
        if (stored > before || padding > before) {
            throw new CorruptDataException(
                    "%s: tables of %d and %d bytes in %d".formatted(pack, stored, padding, before));
        }
        return new SeekTable(lengths.buildRead(pack), (int) stored, (int) padding);
    }
}
