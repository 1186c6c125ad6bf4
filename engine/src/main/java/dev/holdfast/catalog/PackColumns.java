package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.PackKind;

import java.io.IOException;
import java.util.Arrays;

/// The fixed facts of a snapshot's packs, in columns: 41 bytes a pack.
final class PackColumns {

    private static final int BYTES_PER_PACK = 41;

    private static final String QUERY =
            "SELECT ordinal, sha256, kind, size, plain_length, header, chunk_lengths FROM pack";

    private final byte[] names;
    private final byte[] kinds;
    private final long[] sizes;

    private PackColumns(int count) {
        names = new byte[count * Sha256.BYTES];
        kinds = new byte[count];
        sizes = new long[count];
    }

    /// Reads and checks the whole table.
    static PackColumns read(Sql sql) throws IOException {
        long count = sql.number("SELECT count(*) FROM pack");
        Memory.require(sql, count, BYTES_PER_PACK, "packs");
        if (count > Integer.MAX_VALUE / Sha256.BYTES)
            throw sql.damage("it has " + count + " packs");
        var columns = new PackColumns((int) count);
        try (var rows = sql.prepare(QUERY + " ORDER BY ordinal")) {
            for (int i = 0; i < count; i++) {
                if (!rows.step() || rows.number(1) != i) throw sql.damage("it has no pack " + i);
                columns.set(i, pack(rows));
            }
        }
        columns.refuseTwins(sql);
        return columns;
    }

    int count() {
        return kinds.length;
    }

    Sha256 name(int ordinal) {
        return Sha256.of(names, ordinal * Sha256.BYTES);
    }

    PackKind kind(int ordinal) {
        var kind = PackKind.findCode(kinds[ordinal]);
        if (kind == null) throw new AssertionError("only known kinds are kept");
        return kind;
    }

    long size(int ordinal) {
        return sizes[ordinal];
    }

    SnapshotPack get(Sql sql, int ordinal) throws IOException {
        if (ordinal < 0 || ordinal >= count()) {
            throw new IndexOutOfBoundsException("pack " + ordinal + " of " + count());
        }
        try (var rows = sql.prepare(QUERY + " WHERE ordinal = ?")) {
            if (!rows.bind(1, ordinal).step()) throw sql.damage("it has no pack " + ordinal);
            return pack(rows);
        }
    }

    private static SnapshotPack pack(SqlStatement rows) throws IOException {
        return SnapshotPack.checked(
                rows.sha256(2),
                rows.number(3),
                rows.number(4),
                rows.number(5),
                ByteString.ofOwned(rows.blob(6)),
                ByteString.ofOwned(rows.blob(7)));
    }

    private void set(int ordinal, SnapshotPack pack) {
        pack.name().copyTo(names, ordinal * Sha256.BYTES);
        kinds[ordinal] = (byte) pack.kind().code();
        sizes[ordinal] = pack.size();
    }

    /// No pack is listed twice. Two digests with equal first eight bytes are taken for
    /// equal: by chance that happens once in 2^23 snapshots of a million packs.
    private void refuseTwins(Sql sql) throws IOException {
        var prefixes = new long[count()];
        for (int i = 0; i < prefixes.length; i++) prefixes[i] = name(i).a();
        Arrays.sort(prefixes);
        for (int i = 1; i < prefixes.length; i++) {
            if (prefixes[i] == prefixes[i - 1]) {
                throw sql.damage("it lists pack %016x… twice".formatted(prefixes[i]));
            }
        }
    }
}
