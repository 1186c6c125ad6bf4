package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// The row of table `snapshot` of a snapshot database: written and read side by side.
final class FactsRow {

    /// No address reaches this (docs/format/archive.md).
    static final long ADDRESS_LIMIT = 1L << 62;

    private FactsRow() {}

    static void write(Sql sql, SnapshotFacts facts) throws IOException {
        var reference = facts.reference();
        var entries = facts.entries();
        var traffic = facts.traffic();
        try (var insert = sql.prepare("INSERT INTO snapshot VALUES(?,?,?,?,?,?,?,?,?,?,"
                + "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            insert.bind(1, facts.id().toString())
                    .bind(2, facts.repository().toString())
                    .bind(3, facts.lineage().toString())
                    .bind(4, facts.name())
                    .bind(5, facts.source().host())
                    .bind(6, facts.source().kind())
                    .bind(7, facts.source().root().toByteArray())
                    .bind(8, Micros.of(facts.startedAt()))
                    .bind(9, Micros.of(facts.finishedAt()))
                    .bind(10, facts.version())
                    .bind(11, facts.encoderVersion())
                    .bind(12, facts.changeDetection())
                    .bind(13, reference == null ? null : reference.snapshot().toString())
                    .bind(14, reference == null ? null : reference.metadata().toByteArray())
                    .bind(15, facts.options())
                    .bind(16, facts.metadata().length())
                    .bind(17, facts.metadata().sha256().toByteArray())
                    .bind(18, facts.logEnd())
                    .bind(19, facts.liveBytes())
                    .bind(20, facts.checks().length())
                    .bind(21, facts.checks().sha256().toByteArray())
                    .bind(22, entries.directories())
                    .bind(23, entries.files())
                    .bind(24, entries.hardLinks())
                    .bind(25, entries.symlinks())
                    .bind(26, entries.specials())
                    .bind(27, entries.bytes())
                    .bind(28, traffic.read())
                    .bind(29, traffic.fresh())
                    .bind(30, traffic.stored())
                    .update();
        }
    }

    static SnapshotFacts read(Sql sql) throws IOException {
        try (var rows = sql.prepare("SELECT * FROM snapshot")) {
            if (!rows.step()) throw sql.damage("it says nothing of its snapshot");
            var facts = read(sql, rows);
            if (rows.step()) throw sql.damage("it speaks of two snapshots");
            return facts;
        }
    }

    private static SnapshotFacts read(Sql sql, SqlStatement row) throws IOException {
        long encoderVersion = row.count(11);
        if (encoderVersion > Integer.MAX_VALUE) {
            throw sql.damage("it names encoder version " + encoderVersion);
        }
        return new SnapshotFacts(
                SnapshotId.parse(row.text(1)),
                RepositoryId.parse(row.text(2)),
                LineageId.parse(row.text(3)),
                row.text(4),
                new SourceKey(row.text(5), row.text(6), ByteString.ofOwned(row.blob(7))),
                Micros.instant(row.number(8)),
                Micros.instant(row.number(9)),
                row.text(10),
                (int) encoderVersion,
                row.text(12),
                reference(sql, row),
                row.text(15),
                new StreamFacts(address(sql, row, 16), row.sha256(17)),
                address(sql, row, 18),
                address(sql, row, 19),
                new StreamFacts(address(sql, row, 20), row.sha256(21)),
                new EntryCounts(
                        row.count(22),
                        row.count(23),
                        row.count(24),
                        row.count(25),
                        row.count(26),
                        row.count(27)),
                new Traffic(row.count(28), row.count(29), row.count(30)));
    }

    private static SnapshotFacts.@Nullable Reference reference(Sql sql, SqlStatement row)
            throws IOException {
        boolean named = !row.isNull(13);
        if (named == row.isNull(14)) throw sql.damage("it names half a reference");
        if (!named) return null;
        return new SnapshotFacts.Reference(SnapshotId.parse(row.text(13)), row.sha256(14));
    }

    private static long address(Sql sql, SqlStatement row, int column) throws IOException {
        long address = row.count(column);
        if (address > ADDRESS_LIMIT) {
            throw sql.damage("column %d has %d, beyond every stream".formatted(column, address));
        }
        return address;
    }
}
