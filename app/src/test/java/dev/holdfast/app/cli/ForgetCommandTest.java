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
import java.util.List;
import java.util.regex.Pattern;

final class ForgetCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;

    @BeforeEach
    void backUp() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var tree = Files.createDirectory(directory.resolve("tree"));
        for (var tag : new String[] {"n=1", "n=2", "n=3"}) {
            Files.writeString(tree.resolve("file"), tag.repeat(1000));
            assertEquals(
                    ExitCode.OK,
                    command.run("backup", "--tag", tag, tree.toString()).code());
        }
    }

    @Test
    void aDryRunShowsThePlanWithReasonsAndForgetsNothing() {
        var planned = command.run("forget", "--keep-last", "1", "--keep-tag", "n=1", "--dry-run");
        assertEquals(ExitCode.OK, planned.code(), planned.error());
        assertTrue(planned.out().contains("tag n=1"), planned.out());
        assertTrue(planned.out().contains("would forget 1 snapshots, keep 2"), planned.out());
        assertEquals(3, count());
    }

    @Test
    void whatIsForgottenIsFreedAtOnceOnRequest() {
        var done = command.run("forget", "--keep-daily", "7", "--keep-within", "1s", "--prune");
        assertEquals(ExitCode.OK, done.code(), done.error());
        assertTrue(done.out().contains("freed"), done.out());
        assertEquals(ExitCode.OK, command.run("verify", "--read-data").code());
        assertEquals(
                ExitCode.OK,
                command.run(
                                "restore",
                                "latest",
                                "--target",
                                directory.resolve("t").toString())
                        .code());
    }

    @Test
    void aDryRunSaysWhatPruningWouldFreeAfterwards() {
        var freed = Pattern.compile("fre(?:e|ed) ([0-9,]+ blobs of .+)");
        for (var what : List.of("latest~2", "--keep-last=1")) {
            var planned = freed.matcher(
                    command.run("forget", what, "--prune", "--dry-run").out());
            var done = freed.matcher(command.run("forget", what, "--prune").out());
            assertTrue(planned.find() && done.find());
            assertEquals(done.group(1), planned.group(1));
            assertFalse(done.group(1).startsWith("0 "), done.group(1));
        }
    }

    @Test
    void snapshotsAreForgottenByName() {
        var done = command.run("forget", "latest", "latest~1");
        assertEquals(ExitCode.OK, done.code(), done.error());
        assertEquals(1, count());
        assertEquals(ExitCode.FAILED, command.run("forget", "latest").code());
        assertEquals(1, count());
    }

    @Test
    void snapshotPurgeIsAnotherNameForForget() {
        var planned = command.run("snapshot", "purge", "--keep-last", "1", "--dry-run");
        assertTrue(planned.out().contains("would forget 2"), planned.error());
        assertEquals(ExitCode.OK, command.run("snapshot", "purge", "latest").code());
        assertEquals(2, count());
    }

    @Test
    void withoutAKeyForgettingWorksAsFarAsNamesAndTagsAreNotNeeded() throws IOException {
        Files.delete(command.home().resolve(".config/holdfast/identity.txt"));
        assertEquals(
                ExitCode.WRONG_KEY,
                command.run("forget", "--keep-tag", "n", "--dry-run").code());
        assertEquals(ExitCode.OK, command.run("forget", "--keep-last", "2").code());
        assertEquals(2, count());
    }

    @Test
    void aCommandLineThatSaysNothingOrTooMuchIsRefused() {
        for (var arguments : new String[][] {
            {"forget"},
            {"forget", "--keep-last", "-1"},
            {"forget", "--keep-within", "soon"},
            {"forget", "latest", "--keep-last", "1"},
            {"forget", "--keep-last", "1", "--group-by", "size"}
        }) {
            assertEquals(
                    ExitCode.USAGE, command.run(arguments).code(), String.join(" ", arguments));
        }
        assertEquals(ExitCode.FAILED, command.run("forget", "--keep-tag", "no").code());
        assertEquals(3, count());
    }

    @Test
    void groupsAreWhatOneAsksFor() {
        for (var parts : new String[] {"host,path", "host", "path", "lineage", ""}) {
            var planned =
                    command.run("forget", "--keep-last", "1", "--dry-run", "--group-by=" + parts);
            assertTrue(planned.out().contains("would forget 2"), planned.out());
        }
        var tagged = command.run("forget", "--keep-last", "1", "--dry-run", "--group-by=tag");
        assertTrue(tagged.out().contains("would forget 0"), tagged.out());
    }

    @Test
    void tagsAndPinsAreEditedSeenAndRespected() {
        var shown = command.run("tag", "latest~2", "--add", "why=migration", "--pin");
        assertEquals(ExitCode.OK, shown.code(), shown.error());
        assertTrue(shown.out().contains("n=1") && shown.out().contains("why=migration"));
        assertTrue(command.run("snapshots").out().contains("(pinned)"));
        var tagged = command.run("snapshots", "--tag", "why=migration").out();
        assertEquals(1, tagged.lines().filter(line -> line.contains("files")).count(), tagged);
        assertEquals(ExitCode.OK, command.run("forget", "--keep-last", "1").code());
        assertEquals(2, count());
        assertEquals(ExitCode.FAILED, command.run("forget", "latest~1").code());
        assertEquals(ExitCode.OK, command.run("tag", "latest~1", "--unpin").code());
        var cleared = command.run("tag", "latest~1", "--clear", "--add", "only=this");
        assertTrue(cleared.out().contains("only=this") && !cleared.out().contains("n=1"));
        var removed = command.run("tag", "latest~1", "--remove", "only", "--json");
        assertTrue(removed.out().contains("\"tags\":{}"), removed.out());
        assertEquals(ExitCode.OK, command.run("forget", "--keep-last", "1").code());
        assertEquals(1, count());
    }

    private long count() {
        return command.run("snapshots")
                .out()
                .lines()
                .filter(line -> line.contains(" files "))
                .count();
    }
}
