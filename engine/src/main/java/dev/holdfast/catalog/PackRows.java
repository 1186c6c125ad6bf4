package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.PackKind;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Consumer;

/// The table `pack` of the catalog: one row a pack, its chunks packed into two columns,
/// because a row a chunk is seven times slower and a B-tree over digests twenty times.
///
/// Any thread may call.
final class PackRows implements Closeable {

    /// Digests kept in memory, in bytes: a thousand metadata packs, or as many payload
    /// packs as a terabyte has.
    private static final int DIGESTS_CACHED = 32 << 20;

    private final Sql sql;
    private final BoundedCache<byte[]> digests = new BoundedCache<>(DIGESTS_CACHED);
    private @Nullable SqlStatement digestQuery;

    PackRows(Sql sql) {
        this.sql = sql;
    }

    /// Records a pack whose put was confirmed, in a transaction of its own, and returns its
    /// row. A pack that is known keeps its row.
    long add(SnapshotId run, PackFacts facts, Upload upload) throws IOException {
        synchronized (sql) {
            var row = SnapshotPack.of(facts);
            var known = find(row.name());
            if (known != null) return known.pack();
            var packed = facts.chunks().packedIds().toByteArray();
            sql.transaction(() -> insert(run, row, packed, upload));
            long pack = sql.number("SELECT last_insert_rowid()");
            digests.put(pack, packed, packed.length);
            return pack;
        }
    }

    private void insert(SnapshotId run, SnapshotPack row, byte[] packed, Upload upload)
            throws IOException {
        try (var insert = sql.prepare("""
                INSERT INTO pack(sha256, kind, size, plain_length, journalled, run, started_at,
                  milliseconds, attempts, checksum, header, chunk_lengths, chunk_digests)
                VALUES(?,?,?,?,1,?,?,?,?,?,?,?,?)""")) {
            insert.bind(1, row.name().toByteArray())
                    .bind(2, row.kind().code())
                    .bind(3, row.size())
                    .bind(4, row.plainLength())
                    .bind(5, run.toString())
                    .bind(6, Micros.of(upload.startedAt()))
                    .bind(7, upload.time().toMillis())
                    .bind(8, upload.attempts())
                    .bind(9, row.checksum())
                    .bind(10, row.header().toByteArray())
                    .bind(11, row.lengths().packed().toByteArray())
                    .bind(12, packed)
                    .update();
        }
    }

    /// Records a pack that somebody has read of in the repository; one that is known keeps its
    /// row. `digests` has 32 bytes a chunk, or none if they are not known. With `journalled` it
    /// counts as put by this host, so that it need not be in a snapshot to be relied on.
    void learn(SnapshotPack row, ByteString digests, boolean journalled) throws IOException {
        if (digests.length() != 0 && digests.length() != row.lengths().count() * Sha256.BYTES) {
            throw new IllegalArgumentException(
                    "pack %s: %d bytes of digests".formatted(row.name(), digests.length()));
        }
        synchronized (sql) {
            if (find(row.name()) != null) return;
            try (var insert = sql.prepare("""
                    INSERT INTO pack(sha256, kind, size, plain_length, journalled, checksum,
                      header, chunk_lengths, chunk_digests)
                    VALUES(?,?,?,?,?,?,?,?,?)""")) {
                insert.bind(1, row.name().toByteArray())
                        .bind(2, row.kind().code())
                        .bind(3, row.size())
                        .bind(4, row.plainLength())
                        .bind(5, journalled ? 1 : 0)
                        .bind(6, row.checksum())
                        .bind(7, row.header().toByteArray())
                        .bind(8, row.lengths().packed().toByteArray())
                        .bind(9, digests.toByteArray())
                        .update();
            }
        }
    }

    /// Adds the digests of the chunks of a pack that was learnt of without them.
    void learnDigests(Sha256 name, ByteString digests) throws IOException {
        synchronized (sql) {
            try (var update = sql.prepare("UPDATE pack SET chunk_digests = ? WHERE sha256 = ?")) {
                update.bind(1, digests.toByteArray())
                        .bind(2, name.toByteArray())
                        .update();
            }
        }
    }

    /// Says that all rows may have become others.
    void forgetCached() {
        synchronized (sql) {
            digests.clear();
        }
    }

    void forEach(Consumer<KnownPack> consumer) throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare(
                    "SELECT id, sha256, kind, size, journalled FROM pack ORDER BY id")) {
                while (rows.step()) consumer.accept(known(rows));
            }
        }
    }

    @Nullable
    KnownPack find(Sha256 name) throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare(
                    "SELECT id, sha256, kind, size, journalled FROM pack WHERE sha256 = ?")) {
                rows.bind(1, name.toByteArray());
                return rows.step() ? known(rows) : null;
            }
        }
    }

    void drop(Collection<KnownPack> gone) throws IOException {
        synchronized (sql) {
            sql.transaction(() -> {
                try (var delete = sql.prepare("DELETE FROM pack WHERE id = ?")) {
                    for (var pack : gone) delete.bind(1, pack.pack()).update();
                }
            });
            for (var pack : gone) digests.remove(pack.pack());
        }
    }

    /// What is known of the pack in row `pack`, held against the row's checksum.
    SnapshotPack get(long pack) throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare("""
                    SELECT sha256, kind, size, plain_length, header, chunk_lengths, checksum
                    FROM pack WHERE id = ?""")) {
                if (!rows.bind(1, pack).step()) {
                    throw new IllegalArgumentException("the catalog has no pack in row " + pack);
                }
                var found = read(rows);
                if (found.checksum() != rows.number(7)) {
                    throw sql.damage("the row of pack " + found.name() + " lacks its checksum");
                }
                return found;
            }
        }
    }

    private SnapshotPack read(SqlStatement rows) throws IOException {
        try {
            return SnapshotPack.checked(
                    rows.sha256(1),
                    rows.number(2),
                    rows.number(3),
                    rows.number(4),
                    ByteString.ofOwned(rows.blob(5)),
                    ByteString.ofOwned(rows.blob(6)));
        } catch (CorruptDataException e) {
            throw sql.damage(String.valueOf(e.getMessage()));
        }
    }

    /// How many chunks all packs have together.
    long chunkCount() throws IOException {
        synchronized (sql) {
            return sql.number("SELECT ifnull(sum(length(chunk_digests)), 0) FROM pack")
                    / Sha256.BYTES;
        }
    }

    /// Whether chunk `chunk` of pack `pack` has digest `id`. False if there is no such row
    /// or chunk.
    boolean isAt(long pack, int chunk, Sha256 id) throws IOException {
        synchronized (sql) {
            var packed = digests.find(pack);
            if (packed == null) {
                packed = readDigests(pack);
                if (packed == null) return false;
                digests.put(pack, packed, packed.length);
            }
            int offset = chunk * Sha256.BYTES;
            return offset + Sha256.BYTES <= packed.length
                    && Sha256.of(packed, offset).equals(id);
        }
    }

    /// Hands the packed digests of all packs behind row `after` to `consumer`, by rows.
    void forEachDigests(long after, DigestsConsumer consumer) throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare(
                    "SELECT id, kind, chunk_digests FROM pack WHERE id > ? ORDER BY id")) {
                rows.bind(1, after);
                while (rows.step())
                    consumer.accept(rows.number(1), (int) rows.number(2), rows.blob(3));
            }
        }
    }

    /// What tells this catalog from every other one.
    ByteString identity() throws IOException {
        synchronized (sql) {
            try (var rows = sql.prepare("SELECT identity FROM catalog")) {
                if (!rows.step()) throw sql.damage("it has no identity");
                return ByteString.ofOwned(rows.blob(1));
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (sql) {
            if (digestQuery != null) digestQuery.close();
        }
    }

    private byte @Nullable [] readDigests(long pack) throws IOException {
        var query = digestQuery;
        if (query == null) {
            query = sql.prepare("SELECT chunk_digests FROM pack WHERE id = ?");
            digestQuery = query;
        }
        try {
            return query.bind(1, pack).step() ? query.blob(1) : null;
        } finally {
            query.reset();
        }
    }

    private KnownPack known(SqlStatement rows) throws IOException {
        var kind = PackKind.findCode(rows.number(3));
        if (kind == null) throw sql.damage("a pack is of unknown kind " + rows.number(3));
        return new KnownPack(
                rows.number(1), rows.sha256(2), kind, rows.number(4), rows.number(5) != 0);
    }

    /// Takes the digests of one pack.
    interface DigestsConsumer {
        void accept(long pack, int kind, byte[] packed) throws IOException;
    }
}
