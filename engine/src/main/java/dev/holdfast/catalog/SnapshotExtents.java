package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pack.ArchiveStream;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// The table of extents: each held against its pack and its neighbours, and kept in memory
/// only when it is asked for. For one thread at a time.
final class SnapshotExtents {

    private static final int STARTS_CACHED = 32 << 20;

    private final Map<ArchiveStream, Extents> loaded = new EnumMap<>(ArchiveStream.class);
    private final Sql sql;
    private final SnapshotFacts facts;
    private final PackColumns packs;
    private final BoundedCache<ChunkStarts> starts = new BoundedCache<>(STARTS_CACHED);

    SnapshotExtents(Sql sql, SnapshotFacts facts, PackColumns packs) {
        this.sql = sql;
        this.facts = facts;
        this.packs = packs;
    }

    /// Checks the whole table.
    void check() throws IOException {
        long known = 0;
        for (var stream : ArchiveStream.values()) known += walk(stream, null);
        if (known != sql.number("SELECT count(*) FROM extent")) {
            throw sql.damage("it has extents of an unknown stream");
        }
    }

    /// The extents of a stream.
    Extents get(ArchiveStream stream) throws IOException {
        var found = loaded.get(stream);
        if (found != null) return found;
        long count = count(stream);
        Memory.require(sql, count, Extents.BYTES_PER_EXTENT, "extents");
        var builder = new Extents.Builder(Math.toIntExact(count));
        walk(stream, builder);
        var built = builder.build();
        loaded.put(stream, built);
        return built;
    }

    /// Checks the extents of a stream, gives them to `target`, and returns how many there
    /// are. Only the payload stream has holes.
    private long walk(ArchiveStream stream, Extents.@Nullable Builder target) throws IOException {
        boolean dense = stream != ArchiveStream.PAYLOAD;
        long length = length(stream);
        long end = 0;
        long count = 0;
        try (var rows = sql.prepare("""
                SELECT address, length, pack, first_chunk, chunk_count, pack_offset
                FROM extent WHERE stream = ? ORDER BY address""")) {
            rows.bind(1, String.valueOf(stream.code()));
            for (; rows.step(); count++) {
                long address = rows.number(1);
                if (address < end || address > length || (dense && address != end)) {
                    throw damage(stream, address, "follows " + end);
                }
                long covered = take(stream, rows, target);
                if (covered > length - address) {
                    throw damage(stream, address, "passes the stream's end at " + length);
                }
                end = address + covered;
            }
        }
        starts.clear();
        if (dense && end != length) {
            throw damage(stream, end, "is covered by none, and the stream has " + length);
        }
        return count;
    }

    private long length(ArchiveStream stream) {
        return switch (stream) {
            case METADATA -> facts.metadata().length();
            case PAYLOAD -> facts.logEnd();
            case CHECKS -> facts.checks().length();
        };
    }

    private long count(ArchiveStream stream) throws IOException {
        try (var rows = sql.prepare("SELECT count(*) FROM extent WHERE stream = ?")) {
            rows.bind(1, String.valueOf(stream.code())).step();
            return rows.number(1);
        }
    }

    /// Checks the current row against its pack, hands it on, and returns its length.
    private long take(ArchiveStream stream, SqlStatement row, Extents.@Nullable Builder target)
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
        if (target == null) return length;
        target.add(address, length, (int) pack, (int) first, (int) count, offset);
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
