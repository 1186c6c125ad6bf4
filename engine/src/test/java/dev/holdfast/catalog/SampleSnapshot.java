package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.manifest.LineageId;
import dev.holdfast.format.manifest.RepositoryId;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.ChunkTable;
import dev.holdfast.format.pack.PackKind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A small snapshot: two metadata packs, two payload packs, one of them of an earlier run,
/// extents in all three streams, a hole, notices and tags.
final class SampleSnapshot {

    static final List<SnapshotNotice> NOTICES = List.of(
            new SnapshotNotice(ByteString.utf8("/a/b"), "vanished", "gone before it was opened"),
            new SnapshotNotice(ByteString.of(new byte[] {'/', (byte) 0xff, 0}), "skipped", ""));

    final Random random;
    final SnapshotId earlier;
    final SnapshotId run;
    final PackFacts metadataPack;
    final PackFacts oldPayload;
    final PackFacts newPayload;
    final PackFacts unneeded;

    SampleSnapshot(Random random) {
        this.random = random;
        earlier = SnapshotId.random(random);
        run = SnapshotId.random(random);
        metadataPack = pack(PackKind.METADATA, 100, 200, 300, 50);
        oldPayload = pack(PackKind.PAYLOAD, 1000, 2000, 3000);
        newPayload = pack(PackKind.PAYLOAD, 500, 600);
        unneeded = pack(PackKind.PAYLOAD, 9);
    }

    SnapshotFacts facts() {
        return new SnapshotFacts(
                run,
                RepositoryId.random(random),
                LineageId.random(random),
                "ada-20261121-093000Z",
                new SourceKey("ada", "files", ByteString.utf8("/home/ada\n")),
                Packs.MOMENT,
                Packs.MOMENT.plusSeconds(61),
                "0.1.0",
                1,
                "data",
                new SnapshotFacts.Reference(earlier, Packs.digest(random)),
                "{}",
                new StreamFacts(600, Packs.digest(random)),
                9000,
                7100,
                new StreamFacts(50, Packs.digest(random)),
                new EntryCounts(1, 2, 3, 4, 5, 6),
                new Traffic(7, 8, 9));
    }

    /// The catalog after both runs have put their packs. Rows are 1 to 4 in this order.
    void fill(Catalog catalog) throws IOException {
        try (var index = catalog.openChunkIndex(_ -> true)) {
            index.addPack(earlier, oldPayload, Packs.UPLOAD);
            index.addPack(earlier, unneeded, Packs.UPLOAD);
            index.addPack(run, newPayload, Packs.UPLOAD);
            index.addPack(run, metadataPack, Packs.UPLOAD);
        }
    }

    /// Extents by streams: m 600 in one, p 16..3016, 3016..3616, 4000..7000 and c 50.
    void write(SnapshotDatabaseWriter writer) throws IOException {
        writer.addChunk(ArchiveStream.PAYLOAD, 16, 1000, new ChunkPlace(1, 0));
        writer.addChunk(ArchiveStream.METADATA, 0, 100, new ChunkPlace(4, 0));
        writer.addChunk(ArchiveStream.PAYLOAD, 1016, 2000, new ChunkPlace(1, 1));
        writer.addChunk(ArchiveStream.METADATA, 100, 200, new ChunkPlace(4, 1));
        writer.addChunk(ArchiveStream.METADATA, 300, 300, new ChunkPlace(4, 2));
        writer.addChunk(ArchiveStream.PAYLOAD, 3016, 600, new ChunkPlace(3, 1));
        writer.addExtent(ArchiveStream.PAYLOAD, 4000, 1, 2, 1);
        writer.addChunk(ArchiveStream.CHECKS, 0, 50, new ChunkPlace(4, 3));
        for (var notice : NOTICES) writer.addNotice(notice);
        writer.addTag("kind", "weekly");
        writer.addTag("ä\"'", "\u0000x");
    }

    /// Writes all of it to `target` and returns what it says of itself.
    SnapshotFacts writeTo(Path state, Path target) throws IOException {
        try (var catalog = Catalog.open(state)) {
            fill(catalog);
            try (var writer = catalog.writeSnapshotDatabase(run, target)) {
                write(writer);
                var facts = facts();
                writer.finish(facts).close();
                return facts;
            }
        }
    }

    private PackFacts pack(PackKind kind, int... lengths) {
        var table = new ChunkTable.Builder();
        for (int length : lengths) table.add(Packs.digest(random), length, length / 2 + 1);
        return Packs.of(random, kind, table.build());
    }
}
