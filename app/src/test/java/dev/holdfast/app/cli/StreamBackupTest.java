package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Standard input and commands as sources, and the names of snapshots.
final class StreamBackupTest {

    private static final byte[] DUMP =
            "create table t;\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private CommandRun person = new CommandRun(Path.of("/"));

    @BeforeEach
    void aPerson() throws IOException {
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
    }

    @Test
    void standardInputBecomesOneFile() throws IOException {
        ok(person.runWith(DUMP, "backup", "--stdin", "shop.sql"));
        assertTrue(ok(person.run("snapshots")).out().contains(" /shop.sql\n"));
        assertTrue(ok(person.run("ls", "latest")).out().endsWith(" /shop.sql\n"));
        assertEquals(
                new String(DUMP, StandardCharsets.UTF_8),
                ok(person.run("cat", "latest:/shop.sql")).out());
        ok(person.run("restore", "latest", "--target", directory + "/target"));
        var restored = directory.resolve("target/shop.sql");
        assertEquals(DUMP.length, Files.size(restored));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(restored)));
    }

    @Test
    void theSameStreamAgainStoresNothingNew() {
        ok(person.runWith(DUMP, "backup", "--stdin", "shop.sql"));
        var again = ok(person.runWith(DUMP, "backup", "--stdin", "shop.sql", "--json"));
        assertTrue(again.out().contains("\"read_bytes\":" + DUMP.length), again.out());
        var first = again.out().indexOf("\"stored_bytes\":") + "\"stored_bytes\":".length();
        var stored = again.out().substring(first, again.out().indexOf(',', first));
        assertTrue(Integer.parseInt(stored) < 4096, again.out());
    }

    @Test
    void whatACommandPrintsBecomesOneFile() {
        ok(person.run("backup", "--command", "printf 'a b'; printf c", "--stdin-name", "abc"));
        assertEquals("a bc", ok(person.run("cat", "latest:/abc")).out());
        ok(person.run("backup", "--stdin-filename=abc", "--command=true"));
        assertEquals("", ok(person.run("cat", "latest:/abc")).out());
    }

    @Test
    void aCommandThatFailsLeavesNoSnapshot() {
        ok(person.run("init"));
        for (var command : List.of("exit 3", "head -c 9000000 /dev/zero; exit 3", "kill $$")) {
            var ended = person.run("backup", "--command", command, "--stdin-name", "dump");
            assertEquals(ExitCode.FAILED, ended.code(), command);
            assertTrue(ended.error().contains("exit code"), ended.error());
            assertEquals("", ok(person.run("snapshots", "-q")).out());
        }
    }

    @Test
    void anInterruptionThatEndsTheStreamLeavesNoSnapshot() {
        ok(person.run("init"));
        var command = Thread.currentThread();
        // As when Ctrl-C is pressed: the pipe ends first, the signal comes after.
        var cutOff = new FilterInputStream(new ByteArrayInputStream(DUMP)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count < 0) Thread.ofVirtual().start(command::interrupt);
                return count;
            }
        };
        var ended = person.runWith(cutOff, "backup", "--stdin", "dump");
        assertEquals(ExitCode.INTERRUPTED, ended.code(), ended.error());
        var _ = Thread.interrupted();
        assertEquals("", ok(person.run("snapshots", "-q")).out());
    }

    @Test
    void aSourceThatMakesNoSenseIsRefused() {
        for (var words : List.of(
                "backup",
                "backup --stdin a/b",
                "backup --stdin ..",
                "backup --stdin a --command true",
                "backup --command true",
                "backup --stdin-name a",
                "backup --stdin a /tmp",
                "backup --stdin a --dry-run",
                "backup --name latest /tmp",
                "backup --name a:b /tmp",
                "backup --name latest~1 /tmp",
                "backup --host a:/b /tmp",
                "backup --name a /tmp /etc")) {
            var ended = person.run(words.split(" ", -1));
            assertEquals(ExitCode.USAGE, ended.code(), words + ": " + ended.error());
        }
        assertFalse(Files.exists(person.repository()));
    }

    @Test
    void aSnapshotHasTheNameItWasGiven() throws IOException {
        ok(person.runWith(DUMP, "backup", "--stdin", "a", "--name", "before-the-move"));
        assertTrue(ok(person.run("snapshots")).out().contains("  before-the-move  "));
        ok(person.run("ls", "before-the-move"));
        ok(person.run("ls", "before"));
        // Another host, which has no catalog of these snapshots, reads the names.
        var state = person.home().resolve(".local/state/holdfast");
        Files.move(state, directory.resolve("elsewhere"));
        var taken = person.runWith(DUMP, "backup", "--stdin", "b", "--name", "before-the-move");
        assertEquals(ExitCode.FAILED, taken.code());
        assertEquals(1, ok(person.run("snapshots", "-q")).out().lines().count());
    }

    private static CommandRun.Ended ok(CommandRun.Ended ended) {
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        return ended;
    }
}
