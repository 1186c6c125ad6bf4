package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;

final class CatalogRebuildCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;
    private Path tree;

    @BeforeEach
    void backUpAndLoseTheState() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
        var file = Files.writeString(tree.resolve("file"), "content".repeat(50_000));
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        assertEquals(ExitCode.OK, command.run("backup", tree.toString()).code());
        loseState();
    }

    @Test
    void theNextBackupAfterARebuildReadsNothing() throws IOException {
        var planned = command.run("catalog", "rebuild", "--dry-run");
        assertEquals(ExitCode.OK, planned.code(), planned.error());
        assertTrue(planned.out().contains("catalog     none"), planned.out());
        assertTrue(planned.out().contains("1 snapshots of 1 sources"), planned.out());
        assertFalse(Files.exists(state("catalog.db")), "a dry run made a catalog");
        var done = command.run("catalog", "rebuild");
        assertEquals(ExitCode.OK, done.code(), done.error());
        // The identity is not needed any more.
        var identity = command.home().resolve(".config/holdfast/identity.txt");
        Files.move(identity, directory.resolve("elsewhere"));
        var backup = command.run("backup", "--json", tree.toString());
        assertEquals(ExitCode.OK, backup.code(), backup.error());
        assertTrue(backup.out().contains("\"read_bytes\":0"), backup.out());
    }

    @Test
    void withoutAKeyItSaysWhatItCannotKnow() throws IOException {
        Files.delete(command.home().resolve(".config/holdfast/identity.txt"));
        var done = command.run("catalog", "rebuild");
        assertEquals(ExitCode.OK, done.code(), done.error());
        assertTrue(
                done.out()
                        .contains("whose snapshots they are and what is in packs cannot be known"),
                done.out());
        assertTrue(
                done.error().contains("the next backup reads and stores everything"), done.error());
    }

    @Test
    void anotherHostsSnapshotsAreNotTaken() {
        var planned = command.run("catalog", "rebuild", "--dry-run", "--host", "other", "--json");
        assertEquals(ExitCode.OK, planned.code(), planned.error());
        assertTrue(planned.out().contains("\"repository_snapshots\":1"), planned.out());
        assertTrue(planned.out().contains("\"snapshots\":0"), planned.out());
    }

    @Test
    void aDatabaseThatCannotBeReadIsListedAndEndsWithThree() throws IOException {
        try (var files = Files.walk(command.repository().resolve("snapshots"))) {
            var database =
                    files.filter(f -> f.endsWith("db.zst.age")).findFirst().orElseThrow();
            Files.setPosixFilePermissions(
                    database, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            Files.writeString(database, "nothing");
        }
        var done = command.run("catalog", "rebuild");
        assertEquals(ExitCode.PARTIAL, done.code());
        assertTrue(done.error().contains("is not taken"), done.error());
    }

    private Path state(String name) throws IOException {
        try (var found = Files.list(command.home().resolve(".local/state/holdfast"))) {
            return found.filter(d -> Files.exists(d.resolve("pins.json")))
                    .findFirst()
                    .orElseThrow()
                    .resolve(name);
        }
    }

    private void loseState() throws IOException {
        try (var files = Files.walk(command.home().resolve(".local/state/holdfast"))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
