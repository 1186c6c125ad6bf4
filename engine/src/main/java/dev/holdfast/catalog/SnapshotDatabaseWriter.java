package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the database that goes with a snapshot, into a plain file.
///
/// What it says of packs is taken from the catalog in one statement, and only of packs that
/// an extent refers to: the set of packs that a manifest must name follows from this file,
/// not from what a run has uploaded. [#finish] reads everything back. For one thread.
/// Specified in docs/format/snapshot-database.md.
public final class SnapshotDatabaseWriter implements Closeable {

    /// Most tags of a snapshot.
    public static final int TAGS_MAX = 1000;

    private static final int STARTS_CACHED = 16 << 20;

    private final PackRows packs;
    private final SnapshotId run;
    private final Path target;
    private final Sql sql;
    private final SqlStatement extents;
    private final SqlStatement notices;
    private final Map<ArchiveStream, OpenExtent> open = new EnumMap<>(ArchiveStream.class);
    private final Map<Long, Integer> ordinals = new HashMap<>();
    private final List<Long> rows = new ArrayList<>();
    private final BoundedCache<ChunkStarts> starts = new BoundedCache<>(STARTS_CACHED);
    private int tags;
    private boolean closed;
    private boolean finished;

    private SnapshotDatabaseWriter(PackRows packs, SnapshotId run, Path target, Sql sql)
            throws IOException {
        this.packs = packs;
        this.run = run;
        this.target = target;
        this.sql = sql;
        this.extents = sql.prepare("INSERT INTO extent VALUES(?,?,?,?,?,?,?)");
        this.notices = sql.prepare("INSERT INTO notice VALUES(?,?,?)");
    }

    static SnapshotDatabaseWriter open(Path catalog, PackRows packs, SnapshotId run, Path target)
            throws IOException {
        StateFiles.makeNewPrivateFile(target);
        var sql = Sql.open("snapshot database " + StateFiles.printable(target), target);
        try {
            // No journal: until it is finished the file is worth nothing.
            sql.run(
                    "PRAGMA page_size=" + SnapshotSchema.PAGE_SIZE
                            + "; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY");
            sql.limitLength(SnapshotSchema.LENGTH_MAX);
            SnapshotSchema.create(sql);
            try (var attach = sql.prepare("ATTACH ? AS catalog")) {
                attach.bind(1, Sql.uri(catalog) + "?mode=ro").update();
            }
            sql.run("BEGIN");
            return new SnapshotDatabaseWriter(packs, run, target, sql);
        } catch (Throwable failure) {
            sql.close();
            Files.deleteIfExists(target);
            throw failure;
        }
    }

    /// Says that the chunk at `place` lies at `address` of `stream` and has `length` bytes.
    /// Each stream's addresses ascend; neighbours in one pack become one extent.
    public void addChunk(ArchiveStream stream, long address, int length, ChunkPlace place)
            throws IOException {
        long actual = addExtent(stream, address, place.pack(), place.chunk(), 1);
        if (actual != length) {
            throw new IllegalArgumentException(
                    "%s has %d bytes, not %d".formatted(place, actual, length));
        }
    }

    /// Says that `count` chunks of the pack in row `pack`, from chunk `first` on, lie at
    /// `address` of `stream`, and returns how many addresses they cover.
    public long addExtent(ArchiveStream stream, long address, long pack, int first, int count)
            throws IOException {
        var chunks = starts(pack);
        if (chunks.kind() != stream.kind() || !chunks.hasChunks(first, count)) {
            throw new IllegalArgumentException("row %d has no %d %s chunks from %d on"
                    .formatted(pack, count, stream.kind(), first));
        }
        long length = chunks.length(first, count);
        var before = open.get(stream);
        if (before != null && address < before.end()) {
            throw new IllegalArgumentException("%s stream: address %d comes after %d"
                    .formatted(stream, address, before.end()));
        }
        int ordinal = ordinal(pack);
        if (before != null && before.isContinuedBy(address, ordinal, first)) {
            open.put(stream, before.and(length, count));
        } else {
            if (before != null) write(stream, before);
            open.put(
                    stream,
                    new OpenExtent(address, length, ordinal, first, count, chunks.start(first)));
        }
        return length;
    }

    public void addNotice(SnapshotNotice notice) throws IOException {
        notices.bind(1, notice.path().toByteArray())
                .bind(2, notice.kind())
                .bind(3, notice.detail())
                .update();
    }

    /// Adds a tag; the snapshot has none of that key yet.
    public void addTag(String key, String value) throws IOException {
        if (++tags > TAGS_MAX) {
            throw new IllegalArgumentException("more than " + TAGS_MAX + " tags");
        }
        try (var insert = sql.prepare("INSERT INTO tag VALUES(?,?)")) {
            insert.bind(1, key).bind(2, value).update();
        }
    }

    /// Completes the file and opens it as a reader does, which refuses it unless all in it
    /// agrees; its packs are then held against the catalog once more.
    public SnapshotDatabase finish(SnapshotFacts facts) throws IOException {
        for (var entry : open.entrySet()) write(entry.getKey(), entry.getValue());
        FactsRow.write(sql, facts);
        copyPacks();
        sql.run("COMMIT");
        closeFile();
        var written = SnapshotDatabase.open(target);
        try {
            check(written, facts);
        } catch (Throwable failure) {
            written.close();
            throw failure;
        }
        finished = true;
        return written;
    }

    /// Without [#finish] nothing is left behind.
    @Override
    public void close() throws IOException {
        closeFile();
        if (!finished) Files.deleteIfExists(target);
    }

    private void closeFile() throws IOException {
        if (closed) return;
        closed = true;
        try (sql;
                extents;
                notices) {
            starts.clear();
        }
    }

    private void write(ArchiveStream stream, OpenExtent extent) throws IOException {
        extents.bind(1, String.valueOf(stream.code()))
                .bind(2, extent.address)
                .bind(3, extent.length)
                .bind(4, extent.pack)
                .bind(5, extent.first)
                .bind(6, extent.count)
                .bind(7, extent.packOffset)
                .update();
    }

    private void copyPacks() throws IOException {
        sql.run("CREATE TEMP TABLE needed(ordinal INTEGER PRIMARY KEY, id INTEGER NOT NULL)");
        try (var insert = sql.prepare("INSERT INTO needed VALUES(?,?)")) {
            for (int i = 0; i < rows.size(); i++) {
                insert.bind(1, i).bind(2, rows.get(i)).update();
            }
        }
        // CROSS JOIN fixes the order of the loops: packs are written in order, once.
        sql.run("""
                INSERT INTO main.pack
                  SELECT ordinal, sha256, size, kind, plain_length, header, chunk_lengths
                  FROM needed CROSS JOIN catalog.pack USING(id) ORDER BY ordinal""");
        try (var insert = sql.prepare("""
                INSERT INTO main.upload
                  SELECT ordinal, started_at, milliseconds, attempts
                  FROM needed CROSS JOIN catalog.pack USING(id) WHERE run = ? ORDER BY ordinal""")) {
            insert.bind(1, run.toString()).update();
        }
    }

    private void check(SnapshotDatabase written, SnapshotFacts facts) throws IOException {
        if (written.packCount() != rows.size() || !written.facts().id().equals(facts.id())) {
            throw new CorruptDataException("snapshot database %s: does not say what was written"
                    .formatted(StateFiles.printable(target)));
        }
        for (int i = 0; i < rows.size(); i++) {
            var known = packs.get(rows.get(i));
            if (!written.getPack(i).equals(known)) {
                throw new CorruptDataException(
                        "snapshot database %s: pack %s differs from the catalog's"
                                .formatted(StateFiles.printable(target), known.name()));
            }
        }
    }

    private int ordinal(long pack) {
        var known = ordinals.get(pack);
        if (known != null) return known;
        int ordinal = rows.size();
        ordinals.put(pack, ordinal);
        rows.add(pack);
        return ordinal;
    }

    private ChunkStarts starts(long pack) throws IOException {
        var found = starts.find(pack);
        if (found != null) return found;
        var read = packs.get(pack);
        var fresh = ChunkStarts.of(read.kind(), read.lengths());
        starts.put(pack, fresh, fresh.weight());
        return fresh;
    }

    /// The extent of a stream that the next chunk may continue.
    private record OpenExtent(
            long address, long length, int pack, int first, int count, long packOffset) {

        long end() {
            return address + length;
        }

        boolean isContinuedBy(long next, int nextPack, int nextChunk) {
            return next == end() && nextPack == pack && nextChunk == first + count;
        }

        OpenExtent and(long moreLength, int moreChunks) {
            return new OpenExtent(
                    address, length + moreLength, pack, first, count + moreChunks, packOffset);
        }
    }
}
