package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

final class StatsCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;

    @BeforeEach
    void backUpTwice() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var tree = Files.createDirectory(directory.resolve("tree"));
        var random = Seeds.random("StatsCommandTest");
        for (int i = 0; i < 2; i++) {
            var bytes = new byte[1 << 20];
            random.nextBytes(bytes);
            Files.write(tree.resolve("file" + i), bytes);
            var ended = command.run("backup", tree.toString(), "--tag", "run=" + i);
            assertEquals(ExitCode.OK, ended.code(), ended.error());
        }
    }

    @Test
    void eachGroupingIsATableWithALineEach() {
        for (var lines : new String[][] {
            {"2", "stats"},
            {"4", "stats", "--group-by", "snapshot"},
            {"2", "stats", "--group-by", "host,path"},
            {"4", "stats", "--group-by", "tag", "--chunks"},
            {"4", "stats", "latest"}
        }) {
            var arguments = Arrays.copyOfRange(lines, 1, lines.length);
            var ended = command.run(arguments);
            assertEquals(ExitCode.OK, ended.code(), ended.error());
            assertEquals(Integer.parseInt(lines[0]), ended.out().lines().count(), ended.out());
        }
    }

    @Test
    void whatIsSharedAndWhatIsNotAddUp() {
        var latest = command.run("stats", "latest").out().lines().toList();
        assertTrue(
                latest.stream().anyMatch(line -> line.matches("  .* 1  .* 1\\.0 MiB  the named")),
                latest.toString());
        var json = command.run("stats", "--json", "latest").out();
        assertTrue(json.contains("\"freed_bytes\""), json);
    }

    @Test
    void withoutAKeyPacksAreCountedAndChunksAreRefused() throws IOException {
        Files.delete(command.home().resolve(".config/holdfast/identity.txt"));
        var ended = command.run("stats");
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertEquals(ExitCode.WRONG_KEY, command.run("stats", "--chunks").code());
        assertEquals(
                ExitCode.WRONG_KEY, command.run("stats", "--group-by", "tag").code());
    }

    @Test
    void snapshotsAndGroupsExcludeEachOther() {
        var ended = command.run("stats", "latest", "--group-by", "host");
        assertEquals(ExitCode.USAGE, ended.code());
        assertEquals(ExitCode.FAILED, command.run("stats", "nosuch").code());
    }
}
