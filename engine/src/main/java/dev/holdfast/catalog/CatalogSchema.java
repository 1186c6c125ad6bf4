package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The tables of the catalog. Specified in docs/format/catalog.md.
final class CatalogSchema {

    /// `HFCT`: so that `file` and people with a hex dump know it.
    static final int APPLICATION_ID = 0x48464354;

    static final int VERSION = 1;

    /// In the order of their creation.
    static final List<String> STATEMENTS = List.of(
            "CREATE TABLE catalog(identity BLOB NOT NULL) STRICT",
            """
            CREATE TABLE pack(
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              sha256 BLOB NOT NULL,
              kind INTEGER NOT NULL,
              size INTEGER NOT NULL,
              plain_length INTEGER NOT NULL,
              journalled INTEGER NOT NULL,
              run TEXT,
              started_at INTEGER,
              milliseconds INTEGER,
              attempts INTEGER,
              checksum INTEGER NOT NULL,
              header BLOB NOT NULL,
              chunk_lengths BLOB NOT NULL,
              chunk_digests BLOB NOT NULL
            ) STRICT""",
            "CREATE UNIQUE INDEX pack_by_name ON pack(sha256)",
            """
            CREATE TABLE run(
              snapshot TEXT PRIMARY KEY,
              writer TEXT NOT NULL,
              started_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID""",
            """
            CREATE TABLE snapshot(
              id TEXT PRIMARY KEY,
              lineage TEXT NOT NULL,
              name TEXT NOT NULL,
              host TEXT NOT NULL,
              source_kind TEXT NOT NULL,
              root BLOB NOT NULL,
              started_at INTEGER NOT NULL,
              finished_at INTEGER NOT NULL,
              manifest_sha256 BLOB NOT NULL,
              committed INTEGER NOT NULL,
              directories INTEGER NOT NULL,
              files INTEGER NOT NULL,
              hard_links INTEGER NOT NULL,
              symlinks INTEGER NOT NULL,
              specials INTEGER NOT NULL,
              bytes INTEGER NOT NULL,
              read_bytes INTEGER NOT NULL,
              new_bytes INTEGER NOT NULL,
              stored_bytes INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID""",
            """
            CREATE TABLE lineage(
              host TEXT NOT NULL,
              source_kind TEXT NOT NULL,
              root BLOB NOT NULL,
              id TEXT NOT NULL,
              PRIMARY KEY(host, source_kind, root)
            ) STRICT, WITHOUT ROWID""");

    /// Take over what an attached catalog `scratch` knows. A pack gets a new row, because the
    /// index has seen the old one.
    static final List<String> TAKE_OVER = List.of(
            "DELETE FROM pack WHERE sha256 IN (SELECT sha256 FROM scratch.pack)",
            """
            INSERT INTO pack(sha256, kind, size, plain_length, journalled, run, started_at,
              milliseconds, attempts, checksum, header, chunk_lengths, chunk_digests)
            SELECT sha256, kind, size, plain_length, journalled, run, started_at,
              milliseconds, attempts, checksum, header, chunk_lengths, chunk_digests
            FROM scratch.pack ORDER BY id""",
            "INSERT OR REPLACE INTO snapshot SELECT * FROM scratch.snapshot",
            "INSERT OR REPLACE INTO lineage SELECT * FROM scratch.lineage");

    private CatalogSchema() {}

    /// Makes the tables in a file that is still empty, and checks them in one that is not.
    static void prepare(Sql sql, String what) throws IOException {
        sql.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY");
        if (isEmpty(sql)) {
            sql.transaction(() -> {
                // Another process may have been faster.
                if (isEmpty(sql)) create(sql);
            });
        }
        check(sql, what);
    }

    private static boolean isEmpty(Sql sql) throws IOException {
        return sql.number("PRAGMA application_id") == 0
                && sql.number("PRAGMA user_version") == 0
                && sql.number("SELECT count(*) FROM sqlite_schema") == 0;
    }

    private static void create(Sql sql) throws IOException {
        for (var statement : STATEMENTS) sql.run(statement);
        sql.run("INSERT INTO catalog VALUES(randomblob(16))");
        sql.run("PRAGMA application_id=" + APPLICATION_ID + "; PRAGMA user_version=" + VERSION);
    }

    /// Refuses a file that is no catalog of this version.
    static void check(Sql sql, String what) throws IOException {
        if (sql.number("PRAGMA application_id") != APPLICATION_ID) {
            throw new CorruptDataException(what + ": is not a catalog of Holdfast");
        }
        long version = sql.number("PRAGMA user_version");
        boolean ours = statements(sql).equals(STATEMENTS);
        if (version > VERSION && !ours) {
            // A sound file with other tables is a newer one; otherwise its number is damaged.
            sql.quickCheck();
            throw new FormatTooNewException(
                    "%s: has version %d, made by a newer Holdfast; this one knows %d"
                            .formatted(what, version, VERSION));
        }
        if (version != VERSION || !ours) {
            throw new CorruptDataException(
                    what + ": its tables are not those of version " + VERSION);
        }
    }

    /// What made the tables and indexes, without those SQLite makes for itself.
    private static List<String> statements(Sql sql) throws IOException {
        var found = new ArrayList<String>();
        try (var rows = sql.prepare(
                "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid")) {
            while (rows.step()) found.add(rows.text(1));
        }
        return found;
    }
}
