package dev.holdfast.catalog;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a catalog is like, all of it looked at and nothing changed.
///
/// @param exists whether there is one; an empty file is none
/// @param flaw what is damaged in it, null if nothing is; the numbers are 0 if something is
public record CatalogSurvey(
        boolean exists, @Nullable String flaw, long packs, long snapshots, long lineages) {

    private static final CatalogSurvey NONE = new CatalogSurvey(false, null, 0, 0, 0);

    /// Looks at the catalog in `directory`.
    ///
    /// @throws dev.holdfast.format.FormatTooNewException if a newer Holdfast made it
    public static CatalogSurvey of(Path directory) throws IOException {
        var files = new CatalogFiles(directory);
        if (!Files.exists(files.database()) || Files.size(files.database()) == 0) return NONE;
        if (files.isSuspect()) return damaged("an earlier read of it met damage");
        try (var sql = Sql.open(files.what(), files.database())) {
            CatalogSchema.check(sql, files.what());
            sql.quickCheck();
            checkPacks(sql);
            var history = new History(sql);
            var _ = history.snapshots();
            var _ = history.unfinishedRuns();
            return new CatalogSurvey(
                    true,
                    null,
                    sql.number("SELECT count(*) FROM pack"),
                    sql.number("SELECT count(*) FROM snapshot WHERE committed = 1"),
                    sql.number("SELECT count(*) FROM lineage"));
        } catch (CorruptDataException e) {
            return damaged(String.valueOf(e.getMessage()));
        }
    }

    private static CatalogSurvey damaged(String flaw) {
        return new CatalogSurvey(true, flaw, 0, 0, 0);
    }

    /// Every row against its checksum, and as many digests as chunks, or none.
    private static void checkPacks(Sql sql) throws IOException {
        try (var rows = sql.prepare("SELECT id, length(chunk_digests) FROM pack ORDER BY id");
                var packs = new PackRows(sql)) {
            while (rows.step()) {
                var pack = packs.get(rows.number(1));
                long digests = rows.number(2);
                if (digests != 0 && digests != (long) pack.lengths().count() * Sha256.BYTES) {
                    throw sql.damage("%d bytes of digests for the %d chunks of pack %s"
                            .formatted(digests, pack.lengths().count(), pack.name()));
                }
            }
        }
    }
}
