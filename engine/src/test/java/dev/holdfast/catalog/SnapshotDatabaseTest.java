package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

class SnapshotDatabaseTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("SnapshotDatabaseTest");
    private final SampleSnapshot sample = new SampleSnapshot(random);
    private Path state;
    private Path target;

    @BeforeEach
    void paths() {
        state = temporary.resolve("state");
        target = temporary.resolve("db");
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        var facts = sample.writeTo(state, target);
        try (var read = SnapshotDatabase.open(target)) {
            assertEquals(facts, read.facts());
            assertEquals(Map.of("kind", "weekly", "ä\"'", "\u0000x"), read.tags());
            assertEquals(SampleSnapshot.NOTICES, noticesOf(read));
            assertEquals(2, read.noticeCount());
        }
    }

    @Test
    void onlyNeededPacksAreInInTheOrderOfFirstUse() throws IOException {
        sample.writeTo(state, target);
        try (var read = SnapshotDatabase.open(target)) {
            assertEquals(3, read.packCount());
            var expected = List.of(sample.oldPayload, sample.metadataPack, sample.newPayload);
            for (int i = 0; i < 3; i++) {
                var facts = expected.get(i);
                assertEquals(facts.name(), read.packName(i));
                assertEquals(facts.kind(), read.packKind(i));
                assertEquals(facts.size(), read.packSize(i));
                assertEquals(SnapshotPack.of(facts), read.getPack(i));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> read.getPack(3));
        }
    }

    /// A run that found everything stored already still names every pack it needs.
    @Test
    void aSnapshotThatPutNothingNamesThePacksOfEarlierRuns() throws IOException {
        try (var catalog = Catalog.open(state)) {
            sample.fill(catalog);
            var later = SnapshotId.random(random);
            try (var writer = catalog.writeSnapshotDatabase(later, target)) {
                sample.write(writer);
                try (var read = writer.finish(sample.facts())) {
                    assertEquals(3, read.packCount());
                    read.forEachUpload((pack, _) -> fail("pack " + pack + " is not its own"));
                }
            }
        }
    }

    @Test
    void onlyTheRunsOwnUploadsAreTold() throws IOException {
        sample.writeTo(state, target);
        var uploaded = new ArrayList<Integer>();
        try (var read = SnapshotDatabase.open(target)) {
            read.forEachUpload((pack, upload) -> {
                uploaded.add(pack);
                assertEquals(Packs.UPLOAD, upload);
            });
        }
        assertEquals(List.of(1, 2), uploaded);
    }

    @Test
    void neighbouringChunksOfAPackAreOneExtent() throws IOException {
        sample.writeTo(state, target);
        try (var read = SnapshotDatabase.open(target)) {
            assertEquals(List.of("0+600 in 1: 3 from 0 at 0"), texts(read, ArchiveStream.METADATA));
            assertEquals(
                    List.of(
                            "16+3000 in 0: 2 from 0 at 0",
                            "3016+600 in 2: 1 from 1 at 500",
                            "4000+3000 in 0: 1 from 2 at 3000"),
                    texts(read, ArchiveStream.PAYLOAD));
            assertEquals(List.of("0+50 in 1: 1 from 3 at 600"), texts(read, ArchiveStream.CHECKS));
        }
    }

    @Test
    void anAddressIsFoundOrIsInAHole() throws IOException {
        sample.writeTo(state, target);
        try (var read = SnapshotDatabase.open(target)) {
            var extents = read.extents(ArchiveStream.PAYLOAD);
            long[][] expected = {
                {0, -1, 0},
                {15, -1, 0},
                {16, 0, 0},
                {3015, 0, 0},
                {3016, 1, 1},
                {3615, 1, 1},
                {3616, -1, 2},
                {3999, -1, 2},
                {4000, 2, 2},
                {6999, 2, 2},
                {7000, -1, 3}
            };
            for (var row : expected) {
                assertEquals(row[1], extents.find(row[0]), "address " + row[0]);
                assertEquals(row[2], extents.findFrom(row[0]), "address " + row[0]);
            }
        }
    }

    @Test
    void anEmptyArchiveHasADatabaseToo() throws IOException {
        try (var catalog = Catalog.open(state);
                var writer = catalog.writeSnapshotDatabase(sample.run, target)) {
            var facts = sample.facts();
            var empty = new SnapshotFacts(
                    facts.id(),
                    facts.repository(),
                    facts.lineage(),
                    facts.name(),
                    facts.source(),
                    facts.startedAt(),
                    facts.finishedAt(),
                    facts.version(),
                    facts.encoderVersion(),
                    facts.changeDetection(),
                    null,
                    facts.options(),
                    new StreamFacts(0, Packs.digest(random)),
                    16,
                    0,
                    new StreamFacts(0, Packs.digest(random)),
                    facts.entries(),
                    facts.traffic());
            try (var read = writer.finish(empty)) {
                assertEquals(empty, read.facts());
                assertEquals(0, read.packCount());
                assertEquals(0, read.extents(ArchiveStream.METADATA).count());
            }
        }
        // The smallest there is must be allowed to grow to its size again.
        assertTrue(SnapshotDatabase.sizeMax(600) >= Files.size(target));
    }

    @Test
    void aWriterThatDoesNotFinishLeavesNothing() throws IOException {
        try (var catalog = Catalog.open(state)) {
            sample.fill(catalog);
            try (var writer = catalog.writeSnapshotDatabase(sample.run, target)) {
                sample.write(writer);
                assertTrue(Files.exists(target));
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
            }
            assertFalse(Files.exists(target));
        }
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws IOException {
        Files.writeString(target, "mine");
        try (var catalog = Catalog.open(state)) {
            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> catalog.writeSnapshotDatabase(sample.run, target));
        }
        assertEquals("mine", Files.readString(target));
    }

    @Test
    void aWriterTakesNoNonsense() throws IOException {
        try (var catalog = Catalog.open(state)) {
            sample.fill(catalog);
            try (var writer = catalog.writeSnapshotDatabase(sample.run, target)) {
                refuse(() -> writer.addChunk(ArchiveStream.PAYLOAD, 16, 999, new ChunkPlace(1, 0)));
                refuse(() -> writer.addExtent(ArchiveStream.METADATA, 0, 1, 0, 1));
                refuse(() -> writer.addExtent(ArchiveStream.PAYLOAD, 0, 1, 3, 1));
                refuse(() -> writer.addExtent(ArchiveStream.PAYLOAD, 0, 1, 0, 0));
                refuse(() -> writer.addExtent(ArchiveStream.PAYLOAD, 0, 9, 0, 1));
                writer.addExtent(ArchiveStream.PAYLOAD, 5000, 1, 0, 3);
                refuse(() -> writer.addExtent(ArchiveStream.PAYLOAD, 10_999, 1, 0, 1));
            }
        }
    }

    /// The commit checks its own work: a stream that lacks a chunk has no database.
    @Test
    void aStreamThatIsNotCoveredCannotBeFinished() throws IOException {
        try (var catalog = Catalog.open(state)) {
            sample.fill(catalog);
            try (var writer = catalog.writeSnapshotDatabase(sample.run, target)) {
                writer.addExtent(ArchiveStream.METADATA, 0, 4, 0, 2);
                var refusal = assertThrows(
                        CorruptDataException.class, () -> writer.finish(sample.facts()));
                Refusals.assertSays("metadata stream is covered by none", refusal);
            }
            assertFalse(Files.exists(target));
        }
    }

    @Test
    void theCatalogMayGrowWhileADatabaseIsWritten() throws IOException {
        try (var catalog = Catalog.open(state)) {
            sample.fill(catalog);
            try (var writer = catalog.writeSnapshotDatabase(sample.run, target);
                    var index = catalog.openChunkIndex(_ -> true)) {
                sample.write(writer);
                index.addPack(sample.run, Packs.random(random, PackKind.PAYLOAD, 1), Packs.UPLOAD);
                writer.finish(sample.facts()).close();
            }
        }
    }

    @Test
    void theStockSqliteReadsIt() throws IOException {
        var facts = sample.writeTo(state, target);
        assertEquals("ok\n", SqliteCommand.run(target, "PRAGMA integrity_check"));
        assertEquals(
                "1|1212568388\n",
                SqliteCommand.run(
                        target,
                        "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id"));
        assertEquals(
                facts.id() + "|ada|2026-11-21 09:30:00|600\n",
                SqliteCommand.run(
                        target,
                        "SELECT id, host, datetime(started_at / 1000000, 'unixepoch'), metadata_length FROM snapshot"));
        assertEquals(
                "16|3000|%s|0\n3016|600|%s|500\n4000|3000|%s|3000\n"
                        .formatted(
                                sample.oldPayload.name(),
                                sample.newPayload.name(),
                                sample.oldPayload.name()),
                SqliteCommand.run(target, """
                        SELECT address, length, lower(hex(sha256)), pack_offset
                        FROM extent JOIN pack ON pack = ordinal
                        WHERE stream = 'p' ORDER BY address"""));
    }

    /// Where SQLite would have looked for a journal is somebody else's file.
    @Test
    void nothingBesideTheFileIsTouched() throws IOException {
        sample.writeTo(state, target);
        var journal = temporary.resolve("db-journal");
        var wal = temporary.resolve("db-wal");
        Files.writeString(journal, "a hot journal, as far as its name goes");
        Files.writeString(wal, "a log");
        var before = Files.readAllBytes(target);
        SnapshotDatabase.open(target).close();
        assertTrue(Files.exists(journal) && Files.exists(wal));
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(target)));
        assertFalse(Files.exists(temporary.resolve("db-shm")));
    }

    private static void refuse(Executable action) {
        assertThrows(IllegalArgumentException.class, action);
    }

    private static List<String> texts(SnapshotDatabase read, ArchiveStream stream)
            throws IOException {
        var extents = read.extents(stream);
        var texts = new ArrayList<String>();
        for (int i = 0; i < extents.count(); i++) {
            texts.add("%d+%d in %d: %d from %d at %d"
                    .formatted(
                            extents.address(i),
                            extents.length(i),
                            extents.pack(i),
                            extents.chunkCount(i),
                            extents.firstChunk(i),
                            extents.packOffset(i)));
        }
        return texts;
    }

    private static List<SnapshotNotice> noticesOf(SnapshotDatabase read) throws IOException {
        var notices = new ArrayList<SnapshotNotice>();
        read.forEachNotice(notices::add);
        return notices;
    }
}
