package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Reads the extents of all streams of a snapshot and holds each against its pack and its
/// neighbours.
final class SnapshotExtents {

    private static final int STARTS_CACHED = 32 << 20;

    private final Map<ArchiveStream, Extents> extents = new EnumMap<>(ArchiveStream.class);
    private final Sql sql;
    private final PackColumns packs;
    private final BoundedCache<ChunkStarts> starts = new BoundedCache<>(STARTS_CACHED);

    private SnapshotExtents(Sql sql, PackColumns packs) {
        this.sql = sql;
        this.packs = packs;
    }

    static SnapshotExtents read(Sql sql, SnapshotFacts facts, PackColumns packs)
            throws IOException {
        long count = sql.number("SELECT count(*) FROM extent");
        Memory.require(sql, count, Extents.BYTES_PER_EXTENT, "extents");
        var all = new SnapshotExtents(sql, packs);
        long known = all.readStream(ArchiveStream.METADATA, facts.metadata().length())
                + all.readStream(ArchiveStream.PAYLOAD, facts.logEnd())
                + all.readStream(ArchiveStream.CHECKS, facts.checks().length());
        if (known != count) throw sql.damage("it has extents of an unknown stream");
        all.starts.clear();
        return all;
    }

    Extents of(ArchiveStream stream) {
        var found = extents.get(stream);
        if (found == null) throw new AssertionError("all streams were read");
        return found;
    }

    /// Reads one stream, which has addresses up to `length`, and returns its number of
    /// extents. Only the payload stream has holes.
    private long readStream(ArchiveStream stream, long length) throws IOException {
        var code = String.valueOf(stream.code());
        boolean dense = stream != ArchiveStream.PAYLOAD;
        var builder = new Extents.Builder(count(code));
        long end = 0;
        try (var rows = sql.prepare("""
                SELECT address, length, pack, first_chunk, chunk_count, pack_offset
                FROM extent WHERE stream = ? ORDER BY address""")) {
            rows.bind(1, code);
            while (rows.step()) {
                long address = rows.number(1);
                if (address < end || address > length || (dense && address != end)) {
                    throw damage(stream, address, "follows " + end);
                }
                long covered = add(stream, builder, rows);
                if (covered > length - address) {
                    throw damage(stream, address, "passes the stream's end at " + length);
                }
                end = address + covered;
            }
        }
        if (dense && end != length) {
            throw damage(stream, end, "is covered by none, and the stream has " + length);
        }
        var built = builder.build();
        extents.put(stream, built);
        return built.count();
    }

    private int count(String code) throws IOException {
        try (var rows = sql.prepare("SELECT count(*) FROM extent WHERE stream = ?")) {
            rows.bind(1, code).step();
            return Math.toIntExact(rows.number(1));
        }
    }

    /// Checks the current row against its pack, keeps it, and returns its length.
    private long add(ArchiveStream stream, Extents.Builder builder, SqlStatement row)
            throws IOException {
        long address = row.number(1);
        long length = row.number(2);
        long pack = row.number(3);
        long first = row.number(4);
        long count = row.number(5);
        long offset = row.number(6);
        if (pack < 0 || pack >= packs.count()) {
            throw damage(stream, address, "names pack " + pack + " of " + packs.count());
        }
        var chunks = starts((int) pack);
        if (chunks.kind() != stream.kind() || !chunks.hasChunks(first, count)) {
            throw damage(
                    stream,
                    address,
                    "names %d chunks from %d on of pack %d".formatted(count, first, pack));
        }
        if (offset != chunks.start((int) first)
                || length != chunks.length((int) first, (int) count)) {
            throw damage(
                    stream,
                    address,
                    "has %d bytes at %d of pack %d, unlike its chunks"
                            .formatted(length, offset, pack));
        }
        builder.add(address, length, (int) pack, (int) first, (int) count, offset);
        return length;
    }

    private ChunkStarts starts(int pack) throws IOException {
        var found = starts.find(pack);
        if (found != null) return found;
        var fresh = ChunkStarts.of(packs.kind(pack), packs.get(sql, pack).lengths());
        starts.put(pack, fresh, fresh.weight());
        return fresh;
    }

    private CorruptDataException damage(ArchiveStream stream, long address, String what) {
        return sql.damage("the extent at %d of the %s stream %s"
                .formatted(address, stream.name().toLowerCase(Locale.ROOT), what));
    }
}
