package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.PackKind;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The database that goes with a snapshot, read as if its writer were an enemy.
///
/// [#open] refuses everything that is not exactly of the one shape there is, checks all
/// that it can without a pack, and is the only place that does: what comes out later needs
/// no more doubt. In memory are 41 bytes a pack and, once asked for, 36 bytes an extent;
/// headers and chunk lengths are read from the file when asked for. Any thread may call.
/// Specified in docs/format/snapshot-database.md.
public final class SnapshotDatabase implements Closeable {

    /// Most bytes of a snapshot database.
    public static final long SIZE_MAX = 16L << 30;

    /// Most bytes that one stored byte may become, beyond [#HARMLESS_SIZE].
    private static final long EXPANSION_MAX = 100;

    /// What every database may have, however well it compresses: notices repeat themselves.
    private static final long HARMLESS_SIZE = 64 << 20;

    private final Sql sql;
    private final SnapshotFacts facts;
    private final PackColumns packs;
    private final SnapshotExtents extents;

    private SnapshotDatabase(
            Sql sql, SnapshotFacts facts, PackColumns packs, SnapshotExtents extents) {
        this.sql = sql;
        this.facts = facts;
        this.packs = packs;
        this.extents = extents;
    }

    /// What a stored database of `storedSize` bytes may become at most. Whoever decodes it
    /// stops there.
    public static long sizeMax(long storedSize) {
        if (storedSize > SIZE_MAX / EXPANSION_MAX) return SIZE_MAX;
        return Math.max(HARMLESS_SIZE, storedSize * EXPANSION_MAX);
    }

    /// Opens the plain database in `file`, which does not change until it is closed.
    ///
    /// @throws CorruptDataException if anything in it is not as it must be
    /// @throws dev.holdfast.format.FormatTooNewException if a newer Holdfast made it
    public static SnapshotDatabase open(Path file) throws IOException {
        var what = "snapshot database " + StateFiles.printable(file);
        if (Files.size(file) > SIZE_MAX) {
            throw new CorruptDataException("%s: has %d bytes".formatted(what, Files.size(file)));
        }
        SqliteHeader.check(what, file);
        var sql = Sql.openImmutable(what, file);
        try {
            guard(sql);
            SnapshotSchema.check(sql);
            sql.quickCheck();
            var facts = FactsRow.read(sql);
            var packs = PackColumns.read(sql);
            var extents = new SnapshotExtents(sql, facts, packs);
            extents.check();
            return new SnapshotDatabase(sql, facts, packs, extents);
        } catch (Throwable failure) {
            sql.close();
            throw failure;
        }
    }

    public SnapshotFacts facts() {
        return facts;
    }

    /// How many packs the snapshot needs. Their ordinals count from 0.
    public int packCount() {
        return packs.count();
    }

    public Sha256 packName(int ordinal) {
        return packs.name(ordinal);
    }

    public PackKind packKind(int ordinal) {
        return packs.kind(ordinal);
    }

    /// Stored bytes of a pack.
    public long packSize(int ordinal) {
        return packs.size(ordinal);
    }

    /// All that is known of a pack, read from the file.
    public SnapshotPack getPack(int ordinal) throws IOException {
        synchronized (sql) {
            return packs.get(sql, ordinal);
        }
    }

    /// Where the bytes of a stream lie: all of it is in memory from the first call on.
    public Extents extents(ArchiveStream stream) throws IOException {
        synchronized (sql) {
            return extents.get(stream);
        }
    }

    public SortedMap<String, String> tags() throws IOException {
        synchronized (sql) {
            var tags = new TreeMap<String, String>();
            try (var rows = sql.prepare("SELECT key, value FROM tag")) {
                while (rows.step()) {
                    if (tags.size() == SnapshotDatabaseWriter.TAGS_MAX) {
                        throw sql.damage("it has more than " + tags.size() + " tags");
                    }
                    tags.put(rows.text(1), rows.text(2));
                }
            }
            return Collections.unmodifiableSortedMap(tags);
        }
    }

    public long noticeCount() throws IOException {
        synchronized (sql) {
            return sql.number("SELECT count(*) FROM notice");
        }
    }

    /// Hands every notice to `consumer`, in the order in which they came.
    public void forEachNotice(NoticeConsumer consumer) throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare("SELECT path, kind, detail FROM notice ORDER BY rowid")) {
                while (rows.step()) {
                    consumer.accept(new SnapshotNotice(
                            ByteString.ofOwned(rows.blob(1)), rows.text(2), rows.text(3)));
                }
            }
        }
    }

    /// Hands the upload of every pack that the snapshot's run has put to `consumer`.
    public void forEachUpload(UploadConsumer consumer) throws IOException {
        synchronized (sql) {
            try (var rows =
                    sql.prepare("SELECT pack, started_at, milliseconds, attempts FROM upload")) {
                while (rows.step()) {
                    long pack = rows.number(1);
                    long attempts = rows.number(4);
                    if (pack < 0 || pack >= packCount() || attempts < 1 || attempts > 1_000_000) {
                        throw sql.damage(
                                "upload of pack %d in %d attempts".formatted(pack, attempts));
                    }
                    var time = Duration.ofMillis(rows.count(3));
                    consumer.accept(
                            (int) pack,
                            new Upload(Micros.instant(rows.number(2)), time, (int) attempts));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (sql) {
            sql.close();
        }
    }

    private static void guard(Sql sql) throws IOException {
        sql.limitLength(SnapshotSchema.LENGTH_MAX);
        sql.run("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA query_only=ON;"
                + " PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY");
    }

    /// Takes one notice.
    public interface NoticeConsumer {
        void accept(SnapshotNotice notice) throws IOException;
    }

    /// Takes the upload of the pack with that ordinal.
    public interface UploadConsumer {
        void accept(int pack, Upload upload) throws IOException;
    }
}
