package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SqlTest {

    @TempDir
    private Path temporary;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = temporary.resolve("x.db");
        SqliteCommand.run(file, "CREATE TABLE t(x)");
    }

    @Test
    void aFileOpenedAsImmutableIsReadWithoutItsLogAndNeverWritten() throws IOException {
        try (var writer = Sql.open("test", file)) {
            writer.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
            writer.run("INSERT INTO t VALUES(1)");
            assertTrue(Files.size(temporary.resolve("x.db-wal")) > 0);
            try (var reader = Sql.openImmutable("test", file)) {
                assertEquals(0, reader.number("SELECT count(*) FROM t"));
                assertThrows(IOException.class, () -> reader.run("INSERT INTO t VALUES(2)"));
            }
            assertEquals(1, writer.number("SELECT count(*) FROM t"));
        }
    }

    @Test
    void aFailedTransactionLeavesNothing() throws IOException {
        try (var sql = Sql.open("test", file)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> sql.transaction(() -> {
                        sql.run("INSERT INTO t VALUES(1)");
                        throw new IllegalStateException();
                    }));
            assertEquals(0, sql.number("SELECT count(*) FROM t"));
            sql.transaction(() -> sql.run("INSERT INTO t VALUES(1)"));
            assertEquals(1, sql.number("SELECT count(*) FROM t"));
        }
    }

    @Test
    void aFileThatIsNotThereIsNotMade() throws IOException {
        assertThrows(IOException.class, () -> Sql.open("test", temporary.resolve("none")));
        assertEquals(false, Files.exists(temporary.resolve("none")));
    }

    @Test
    void moreThanMemoryHoldsIsRefusedBeforeItIsLoaded() throws IOException {
        try (var sql = Sql.open("test", file)) {
            Memory.require(sql, 1000, 36, "extents");
            var refusal = assertThrows(
                    IOException.class, () -> Memory.require(sql, 1L << 60, 36, "extents"));
            Refusals.assertSays("test: its 1152921504606846976 extents need", refusal);
        }
    }
}
