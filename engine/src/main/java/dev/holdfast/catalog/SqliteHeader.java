package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The first hundred bytes of an SQLite file (sqlite.org/fileformat2.html, section 1.3),
/// looked at before SQLite does: a snapshot database is of one shape only.
final class SqliteHeader {

    private static final int BYTES = 100;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private SqliteHeader() {}

    /// Refuses what is not a plain file of the version we know.
    static void check(String what, Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var header = ByteBuffer.allocate(BYTES);
            while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {}
            if (header.hasRemaining()) {
                throw new CorruptDataException(
                        "%s: has %d bytes".formatted(what, header.position()));
            }
            check(what, header, channel.size());
        }
    }

    private static void check(String what, ByteBuffer header, long size) throws IOException {
        require(header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)), what, "magic");
        require(header.getInt(68) == SnapshotSchema.APPLICATION_ID, what, "application id");
        int version = header.getInt(60);
        if (version > SnapshotSchema.VERSION) {
            throw new FormatTooNewException(
                    "%s: has version %d, made by a newer Holdfast; this one knows %d"
                            .formatted(what, version, SnapshotSchema.VERSION));
        }
        require(version == SnapshotSchema.VERSION, what, "version");
        int pageSize = Short.toUnsignedInt(header.getShort(16));
        require(pageSize == SnapshotSchema.PAGE_SIZE, what, "page size");
        require(header.getShort(18) == 0x0101, what, "journal mode");
        require(header.get(20) == 0, what, "reserved space");
        long pages = Integer.toUnsignedLong(header.getInt(28));
        require(pages * pageSize == size, what, "number of pages");
        require(header.getInt(36) == 0, what, "number of free pages");
        require(header.getInt(44) == 4, what, "schema format");
        require(header.getInt(52) == 0, what, "vacuum mode");
        require(header.getInt(56) == 1, what, "text encoding");
    }

    private static void require(boolean sound, String what, String field)
            throws CorruptDataException {
        if (!sound) {
            throw new CorruptDataException(
                    "%s: the %s in its first page is not that of a snapshot database"
                            .formatted(what, field));
        }
    }
}
