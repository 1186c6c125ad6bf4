package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.pack.ArchiveStream;
import dev.holdfast.format.pack.PackKind;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class CatalogTest {

    @TempDir
    private Path temporary;

    private final Random random = Seeds.random("CatalogTest");
    private final SnapshotId run = SnapshotId.random(random);

    @Test
    void packsAreThereAfterReopening() throws IOException {
        var facts = Packs.random(random, PackKind.PAYLOAD, 20);
        addPacks(state(), facts);
        try (var catalog = Catalog.open(state())) {
            assertNull(catalog.setAside());
            var known = catalog.findPack(facts.name());
            assertNotNull(known);
            assertEquals(
                    new KnownPack(1, facts.name(), PackKind.PAYLOAD, facts.size(), true), known);
            assertEquals(List.of(known), packsOf(catalog));
            assertNull(catalog.findPack(Packs.digest(random)));
        }
    }

    @Test
    void aPackThatIsKnownKeepsItsRow() throws IOException {
        var facts = Packs.random(random, PackKind.METADATA, 3);
        try (var lock = StateLock.acquire(state());
                var catalog = Catalog.open(lock);
                var index = catalog.openChunkIndex(_ -> true)) {
            long row = index.addPack(run, facts, Packs.UPLOAD);
            assertEquals(row, index.addPack(run, facts, Packs.UPLOAD));
            assertEquals(1, packsOf(catalog).size());
        }
    }

    @Test
    void theRowOfADroppedPackIsNeverUsedAgain() throws IOException {
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
        try (var catalog = Catalog.open(state())) {
            catalog.dropPacks(packsOf(catalog));
            assertEquals(List.of(), packsOf(catalog));
        }
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
        try (var catalog = Catalog.open(state())) {
            assertEquals(2, packsOf(catalog).getFirst().pack());
        }
    }

    @Test
    void onlyTheOwnerMayReadTheState() throws IOException {
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
        try (var catalog = Catalog.open(state());
                var files = Files.list(state())) {
            assertNull(catalog.setAside());
            for (var file : files.toList()) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertEquals("rw-------", mode, file.toString());
            }
        }
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state())));
    }

    @Test
    void aDirectoryOfAnyNameWillDo() throws IOException {
        var strange = temporary.resolve("a?mode=memory#b%20c 'd\";e");
        addPacks(strange, Packs.random(random, PackKind.PAYLOAD, 1));
        assertTrue(Files.size(strange.resolve("catalog.db")) > 0);
        try (var catalog = Catalog.open(strange)) {
            assertEquals(1, packsOf(catalog).size());
        }
    }

    @Test
    void aNewerCatalogIsRefusedAndLeftAlone() throws IOException {
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
        SqliteCommand.run(database(), "PRAGMA user_version=2; CREATE TABLE later(x)");
        var before = Files.readAllBytes(database());
        var refusal = assertThrows(FormatTooNewException.class, () -> Catalog.open(state()));
        Refusals.assertSays("has version 2", refusal);
        assertEquals(List.of("catalog.db", "chunks.index", "lock"), names());
        assertEquals(before.length, Files.size(database()));
    }

    @Test
    void aVersionThatItsTablesContradictIsDamageAndNotTheFuture() throws IOException {
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
        for (int version : new int[] {2, 33, 1 << 30}) {
            SqliteCommand.run(database(), "PRAGMA user_version=" + version);
            try (var catalog = Catalog.open(state())) {
                var aside = catalog.setAside();
                assertNotNull(aside);
                assertTrue(aside.cause().contains("its tables are not"), aside.cause());
            }
        }
    }

    @Test
    void aDamagedCatalogIsSetAsideAndBegunAnew() throws IOException {
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
        var damaged = Files.readAllBytes(database());
        for (int i = 100; i < 2000; i++) damaged[i] = 0;
        Files.write(database(), damaged);
        try (var catalog = Catalog.open(state())) {
            var aside = catalog.setAside();
            assertNotNull(aside);
            assertEquals(state().resolve("catalog.db.damaged"), aside.file());
            assertEquals(damaged.length, Files.size(aside.file()));
            assertTrue(aside.cause().contains("catalog.db"), aside.cause());
            assertEquals(List.of(), packsOf(catalog));
            assertFalse(Files.exists(state().resolve("chunks.index")));
        }
        try (var catalog = Catalog.open(state())) {
            assertNull(catalog.setAside());
        }
    }

    @Test
    void anotherProgramsDatabaseIsSetAside() throws IOException {
        Files.createDirectories(state());
        SqliteCommand.run(database(), "CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
        try (var catalog = Catalog.open(state())) {
            assertNotNull(catalog.setAside());
        }
        assertEquals(
                "1\n",
                SqliteCommand.run(state().resolve("catalog.db.damaged"), "SELECT x FROM theirs"));
    }

    @Test
    void aDamagedCatalogIsNotSetAsideUnderARunningBackup() throws IOException {
        Files.createDirectories(state());
        try (var lock = StateLock.acquire(state())) {
            Files.writeString(
                    database(), "this is not a database, whatever its name says; ".repeat(9));
            assertThrows(CorruptDataException.class, () -> Catalog.open(state()));
            assertFalse(Files.exists(state().resolve("catalog.db.damaged")));
            try (var catalog = Catalog.open(lock)) {
                assertNotNull(catalog.setAside());
            }
        }
    }

    /// A bit that rots in a pack's row must not become part of a snapshot.
    @Test
    void aChangedRowIsRefusedAndTheNextCatalogIsFresh() throws IOException {
        addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 5));
        SqliteCommand.run(database(), "UPDATE pack SET header = randomblob(200)");
        try (var lock = StateLock.acquire(state());
                var catalog = Catalog.open(lock);
                var writer = catalog.writeSnapshotDatabase(run, temporary.resolve("db"))) {
            var refusal = assertThrows(
                    CorruptDataException.class,
                    () -> writer.addExtent(ArchiveStream.PAYLOAD, 16, 1, 0, 1));
            Refusals.assertSays("lacks its checksum", refusal);
        }
        try (var catalog = Catalog.open(state())) {
            assertNotNull(catalog.setAside());
            assertEquals(List.of(), packsOf(catalog));
        }
    }

    @Test
    void twoConnectionsSeeEachOthersWork() throws IOException {
        try (var reader = Catalog.open(state())) {
            addPacks(state(), Packs.random(random, PackKind.PAYLOAD, 1));
            assertEquals(1, packsOf(reader).size());
        }
    }

    @Test
    void aPackWhoseFactsDisagreeIsNotRecorded() throws IOException {
        var facts = Packs.random(random, PackKind.PAYLOAD, 2);
        var wrong = new PackFacts(
                facts.name(),
                facts.kind(),
                facts.size() + 1,
                facts.plainLength(),
                facts.header(),
                facts.chunks());
        assertThrows(CorruptDataException.class, () -> addPacks(state(), wrong));
        try (var catalog = Catalog.open(state())) {
            assertEquals(List.of(), packsOf(catalog));
        }
    }

    private Path state() {
        return temporary.resolve("state");
    }

    private Path database() {
        return state().resolve("catalog.db");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(state())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void addPacks(Path directory, PackFacts... packs) throws IOException {
        try (var lock = StateLock.acquire(directory);
                var catalog = Catalog.open(lock);
                var index = catalog.openChunkIndex(_ -> true)) {
            for (var pack : packs) index.addPack(run, pack, Packs.UPLOAD);
        }
    }

    private static List<KnownPack> packsOf(Catalog catalog) throws IOException {
        var packs = new ArrayList<KnownPack>();
        catalog.forEachPack(packs::add);
        return packs;
    }
}
