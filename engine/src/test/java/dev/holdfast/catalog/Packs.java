package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// Packs that were never stored, with facts that agree with each other.
final class Packs {

    static final Instant MOMENT = Instant.parse("2026-11-21T09:30:00.123456Z");
    static final Upload UPLOAD = new Upload(MOMENT, Duration.ofMillis(1234), 2);

    private Packs() {}

    static Sha256 digest(Random random) {
        return new Sha256(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    static PackFacts random(Random random, PackKind kind, int chunks) {
        var table = new ChunkTable.Builder();
        for (int i = 0; i < chunks; i++) {
            int length = 1 + random.nextInt(100_000);
            table.add(digest(random), length, 1 + random.nextInt(length));
        }
        return of(random, kind, table.build());
    }

    static PackFacts of(Random random, PackKind kind, ChunkTable table) {
        var header = new byte[200];
        random.nextBytes(header);
        long plain = table.lengths().storedSize() + 100 + 44L * table.count();
        long size = header.length + plain + (plain + 65535) / 65536 * 16;
        return new PackFacts(digest(random), kind, size, plain, ByteString.of(header), table);
    }
}
