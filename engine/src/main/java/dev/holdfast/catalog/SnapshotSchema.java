package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import java.io.IOException;
import java.util.List;

/// The tables of a snapshot database. Specified in docs/format/snapshot-database.md, to
/// the letter: a reader accepts these statements and no others.
final class SnapshotSchema {

    /// `HFSD`: so that `file` and people with a hex dump know it.
    static final int APPLICATION_ID = 0x48465344;

    static final int VERSION = 1;

    static final int PAGE_SIZE = 4096;

    /// No value and no row is longer, in bytes.
    static final int LENGTH_MAX = 64 << 20;

    /// In the order of their creation.
    static final List<String> STATEMENTS = List.of("""
            CREATE TABLE snapshot(
              id TEXT NOT NULL,
              repository TEXT NOT NULL,
              lineage TEXT NOT NULL,
              name TEXT NOT NULL,
              host TEXT NOT NULL,
              source_kind TEXT NOT NULL,
              root BLOB NOT NULL,
              started_at INTEGER NOT NULL,
              finished_at INTEGER NOT NULL,
              version TEXT NOT NULL,
              encoder_version INTEGER NOT NULL,
              change_detection TEXT NOT NULL,
              reference TEXT,
              reference_metadata_sha256 BLOB,
              options TEXT NOT NULL,
              metadata_length INTEGER NOT NULL,
              metadata_sha256 BLOB NOT NULL,
              log_end INTEGER NOT NULL,
              live_bytes INTEGER NOT NULL,
              checks_length INTEGER NOT NULL,
              checks_sha256 BLOB NOT NULL,
              directories INTEGER NOT NULL,
              files INTEGER NOT NULL,
              hard_links INTEGER NOT NULL,
              symlinks INTEGER NOT NULL,
              specials INTEGER NOT NULL,
              bytes INTEGER NOT NULL,
              read_bytes INTEGER NOT NULL,
              new_bytes INTEGER NOT NULL,
              stored_bytes INTEGER NOT NULL
            ) STRICT""", """
            CREATE TABLE tag(
              key TEXT NOT NULL PRIMARY KEY,
              value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""", """
            CREATE TABLE pack(
              ordinal INTEGER PRIMARY KEY,
              sha256 BLOB NOT NULL,
              size INTEGER NOT NULL,
              kind INTEGER NOT NULL,
              plain_length INTEGER NOT NULL,
              header BLOB NOT NULL,
              chunk_lengths BLOB NOT NULL
            ) STRICT""", """
            CREATE TABLE extent(
              stream TEXT NOT NULL,
              address INTEGER NOT NULL,
              length INTEGER NOT NULL,
              pack INTEGER NOT NULL,
              first_chunk INTEGER NOT NULL,
              chunk_count INTEGER NOT NULL,
              pack_offset INTEGER NOT NULL,
              PRIMARY KEY(stream, address)
            ) STRICT, WITHOUT ROWID""", """
            CREATE TABLE notice(
              path BLOB NOT NULL,
              kind TEXT NOT NULL,
              detail TEXT NOT NULL
            ) STRICT""", """
            CREATE TABLE upload(
              pack INTEGER PRIMARY KEY,
              started_at INTEGER NOT NULL,
              milliseconds INTEGER NOT NULL,
              attempts INTEGER NOT NULL
            ) STRICT""");

    private SnapshotSchema() {}

    static void create(Sql sql) throws IOException {
        for (var statement : STATEMENTS) sql.run(statement);
        sql.run("PRAGMA application_id=" + APPLICATION_ID + "; PRAGMA user_version=" + VERSION);
    }

    /// Refuses a file with anything in it that [#create] did not make: another table, a
    /// view, a trigger, an index, another column, a generated one, a default, a check.
    static void check(Sql sql) throws IOException {
        int found = 0;
        try (var rows =
                sql.prepare("SELECT type, ifnull(sql, '') FROM sqlite_schema ORDER BY rowid")) {
            while (rows.step()) {
                boolean expected = found < STATEMENTS.size()
                        && rows.text(1).equals("table")
                        && rows.text(2).equals(STATEMENTS.get(found));
                if (!expected) throw unexpected(sql, rows.text(1), found);
                found++;
            }
        }
        if (found != STATEMENTS.size()) {
            throw sql.damage("it has %d tables, not %d".formatted(found, STATEMENTS.size()));
        }
    }

    private static CorruptDataException unexpected(Sql sql, String type, int found) {
        return sql.damage("the %s it has in place %d is not what a snapshot database has there"
                .formatted(Printable.of(type), found + 1));
    }
}
