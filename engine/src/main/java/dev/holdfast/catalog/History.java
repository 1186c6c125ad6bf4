package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The journal of this host's runs, and the snapshots and lineages that came of them.
///
/// A run is journalled before its marker is put: [#begin], packs, [#prepare], the manifest,
/// [#commit], deletion of the marker, [#end]. What a crash leaves of that tells the next
/// run what to ask the store. Any thread may call.
public final class History {

    private static final String SNAPSHOT_COLUMNS = """
            id, lineage, name, host, source_kind, root, started_at, finished_at,
            manifest_sha256, directories, files, hard_links, symlinks, specials, bytes,
            read_bytes, new_bytes, stored_bytes""";

    private final Sql sql;

    History(Sql sql) {
        this.sql = sql;
    }

    /// Journals a run that is about to put its marker.
    public void begin(SnapshotId snapshot, WriterId writer, Instant startedAt) throws IOException {
        synchronized (sql) {
            try (var insert = sql.prepare("INSERT INTO run VALUES(?,?,?)")) {
                insert.bind(1, snapshot.toString())
                        .bind(2, writer.toString())
                        .bind(3, Micros.of(startedAt))
                        .update();
            }
        }
    }

    /// Keeps what will be in the catalog once the manifest, which is now about to be put,
    /// is there. Until [#commit] the snapshot is not listed.
    public void prepare(CatalogSnapshot snapshot) throws IOException {
        synchronized (sql) {
            try (var insert = sql.prepare("INSERT OR REPLACE INTO snapshot(" + SNAPSHOT_COLUMNS
                    + ", committed) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)")) {
                bind(snapshot, insert).update();
            }
        }
    }

    /// Says that the manifest with digest `manifest` is in the store: the snapshot and its
    /// packs count from now on. Repeating it changes nothing.
    ///
    /// @throws IllegalStateException if the snapshot was not prepared with that manifest
    public void commit(SnapshotId snapshot, Sha256 manifest) throws IOException {
        synchronized (sql) {
            sql.transaction(() -> {
                try (var commit = sql.prepare(
                        "UPDATE snapshot SET committed = 1 WHERE id = ? AND manifest_sha256 = ?")) {
                    commit.bind(1, snapshot.toString()).bind(2, manifest.toByteArray());
                    if (commit.update() != 1) {
                        throw new IllegalStateException("%s was not prepared with manifest %s"
                                .formatted(snapshot, manifest));
                    }
                }
                try (var packs = sql.prepare("UPDATE pack SET journalled = 0 WHERE run = ?")) {
                    packs.bind(1, snapshot.toString()).update();
                }
            });
        }
    }

    /// Records a snapshot that was read of in the repository. It counts as committed, and
    /// its source continues its lineage from now on, unless it is a copy.
    public void learn(CatalogSnapshot snapshot) throws IOException {
        synchronized (sql) {
            sql.transaction(() -> {
                try (var insert = sql.prepare("INSERT OR REPLACE INTO snapshot(" + SNAPSHOT_COLUMNS
                        + ", committed) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,1)")) {
                    bind(snapshot, insert).update();
                }
                if (snapshot.lineage().isOfCopy()) return;
                try (var insert = sql.prepare("INSERT OR REPLACE INTO lineage VALUES(?,?,?,?)")) {
                    insert.bind(1, snapshot.source().host())
                            .bind(2, snapshot.source().kind())
                            .bind(3, snapshot.source().root().toByteArray())
                            .bind(4, snapshot.lineage().toString())
                            .update();
                }
            });
        }
    }

    /// Takes a run out of the journal: its marker is gone. If it did not commit, its
    /// snapshot is forgotten; its packs stay, for the next run to use.
    public void end(SnapshotId snapshot) throws IOException {
        synchronized (sql) {
            sql.transaction(() -> {
                delete("DELETE FROM snapshot WHERE id = ? AND committed = 0", snapshot);
                delete("DELETE FROM run WHERE snapshot = ?", snapshot);
            });
        }
    }

    /// The runs that have not ended, oldest first. For the holder of the state lock all but
    /// its own are dead.
    public List<Run> unfinishedRuns() throws IOException {
        synchronized (sql) {
            var found = new ArrayList<Run>();
            try (var rows = sql.prepare("""
                    SELECT run.snapshot, writer, run.started_at, ifnull(committed, -1)
                    FROM run LEFT JOIN snapshot ON id = run.snapshot
                    ORDER BY run.started_at, run.snapshot""")) {
                while (rows.step()) found.add(run(rows));
            }
            return found;
        }
    }

    /// The committed snapshots, oldest first.
    public List<CatalogSnapshot> snapshots() throws IOException {
        synchronized (sql) {
            var found = new ArrayList<CatalogSnapshot>();
            try (var rows = sql.prepare("SELECT " + SNAPSHOT_COLUMNS
                    + " FROM snapshot WHERE committed = 1 ORDER BY started_at, id")) {
                while (rows.step()) found.add(snapshot(rows));
            }
            return found;
        }
    }

    /// A snapshot that was prepared, committed or not, or null.
    public @Nullable CatalogSnapshot findSnapshot(SnapshotId id) throws IOException {
        synchronized (sql) {
            try (var rows =
                    sql.prepare("SELECT " + SNAPSHOT_COLUMNS + " FROM snapshot WHERE id = ?")) {
                return rows.bind(1, id.toString()).step() ? snapshot(rows) : null;
            }
        }
    }

    /// Takes a snapshot out that somebody has forgotten, or that is gone from the store.
    public void forget(SnapshotId id) throws IOException {
        synchronized (sql) {
            delete("DELETE FROM snapshot WHERE id = ?", id);
        }
    }

    /// The lineage of a source: the one that is known, or else `fresh`, which is known from
    /// now on.
    public LineageId lineage(SourceKey source, LineageId fresh) throws IOException {
        synchronized (sql) {
            try (var insert = sql.prepare("INSERT OR IGNORE INTO lineage VALUES(?,?,?,?)")) {
                insert.bind(1, source.host())
                        .bind(2, source.kind())
                        .bind(3, source.root().toByteArray())
                        .bind(4, fresh.toString())
                        .update();
            }
            var known = findLineage(source);
            return known == null ? fresh : known;
        }
    }

    /// The lineage of a source, or null if it was never backed up as far as is known.
    public @Nullable LineageId findLineage(SourceKey source) throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare(
                    "SELECT id FROM lineage WHERE host = ? AND source_kind = ? AND root = ?")) {
                rows.bind(1, source.host())
                        .bind(2, source.kind())
                        .bind(3, source.root().toByteArray());
                return rows.step() ? lineage(rows.text(1)) : null;
            }
        }
    }

    private LineageId lineage(String text) throws IOException {
        try {
            return LineageId.parse(text);
        } catch (CorruptDataException e) {
            throw sql.damage(String.valueOf(e.getMessage()));
        }
    }

    private void delete(String statement, SnapshotId snapshot) throws IOException {
        try (var delete = sql.prepare(statement)) {
            delete.bind(1, snapshot.toString()).update();
        }
    }

    private static SqlStatement bind(CatalogSnapshot snapshot, SqlStatement insert)
            throws IOException {
        var entries = snapshot.entries();
        var traffic = snapshot.traffic();
        return insert.bind(1, snapshot.id().toString())
                .bind(2, snapshot.lineage().toString())
                .bind(3, snapshot.name())
                .bind(4, snapshot.source().host())
                .bind(5, snapshot.source().kind())
                .bind(6, snapshot.source().root().toByteArray())
                .bind(7, Micros.of(snapshot.startedAt()))
                .bind(8, Micros.of(snapshot.finishedAt()))
                .bind(9, snapshot.manifest().toByteArray())
                .bind(10, entries.directories())
                .bind(11, entries.files())
                .bind(12, entries.hardLinks())
                .bind(13, entries.symlinks())
                .bind(14, entries.specials())
                .bind(15, entries.bytes())
                .bind(16, traffic.read())
                .bind(17, traffic.fresh())
                .bind(18, traffic.stored());
    }

    private CatalogSnapshot snapshot(SqlStatement rows) throws IOException {
        try {
            return parsed(rows);
        } catch (CorruptDataException e) {
            throw sql.damage(String.valueOf(e.getMessage()));
        }
    }

    private static CatalogSnapshot parsed(SqlStatement rows) throws IOException {
        return new CatalogSnapshot(
                SnapshotId.parse(rows.text(1)),
                LineageId.parse(rows.text(2)),
                rows.text(3),
                new SourceKey(rows.text(4), rows.text(5), ByteString.ofOwned(rows.blob(6))),
                Micros.instant(rows.number(7)),
                Micros.instant(rows.number(8)),
                rows.sha256(9),
                new EntryCounts(
                        rows.count(10),
                        rows.count(11),
                        rows.count(12),
                        rows.count(13),
                        rows.count(14),
                        rows.count(15)),
                new Traffic(rows.count(16), rows.count(17), rows.count(18)));
    }

    private Run run(SqlStatement rows) throws IOException {
        var state = switch ((int) rows.number(4)) {
            case 0 -> Run.State.PREPARED;
            case 1 -> Run.State.COMMITTED;
            default -> Run.State.RUNNING;
        };
        try {
            return new Run(
                    SnapshotId.parse(rows.text(1)),
                    WriterId.parse(rows.text(2)),
                    Micros.instant(rows.number(3)),
                    state);
        } catch (CorruptDataException e) {
            throw sql.damage(String.valueOf(e.getMessage()));
        }
    }
}
