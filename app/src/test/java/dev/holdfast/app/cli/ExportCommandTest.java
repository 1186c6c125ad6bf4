package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class ExportCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;
    private Path tree;

    @BeforeEach
    void prepare() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
    }

    private void backUp() {
        var ended = command.run("backup", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
    }

    @Test
    void gnuTarUnpacksWhatWasBackedUp() throws IOException, InterruptedException {
        try (var scratch = ScratchDirectory.make()) {
            tree = scratch.path().resolve("tree");
            SpecialTree.make(tree, 3, 30);
            backUp();
            var file = scratch.path().resolve("out.tar");
            // The tree has a socket, which tar cannot hold.
            var ended = command.run("export", "--tar", file.toString(), "latest");
            assertTrue(
                    ended.code() == ExitCode.OK || ended.error().contains("is a socket"),
                    ended.error());
            var copy = Files.createDirectory(scratch.path().resolve("copy"));
            unpack(file, copy);
            var differences = TreeJudges.rsync(tree, copy).stream()
                    .filter(line -> !line.startsWith("rsync: cS+") && !line.contains("deep"))
                    .toList();
            assertEquals(List.of(), differences);
        }
    }

    /// As root would; `deep` has paths too long for tar.
    private static void unpack(Path file, Path target) throws IOException, InterruptedException {
        Tool.run(
                        target,
                        "tar",
                        "--extract",
                        "--file=" + file,
                        "--exclude=./deep",
                        "--numeric-owner",
                        "--preserve-permissions",
                        "--xattrs",
                        "--xattrs-include=*",
                        "--acls")
                .get();
    }

    @Test
    void aPxarOfEachVersionIsMadeAndNothingIsOverwritten() throws IOException {
        Files.writeString(tree.resolve("a"), "alpha");
        backUp();
        var single = directory.resolve("out.pxar");
        assertEquals(
                ExitCode.OK,
                command.run("export", "--pxar", single.toString(), "latest").code());
        assertTrue(Files.size(single) > 0);
        var before = Files.readAllBytes(single);
        assertEquals(
                ExitCode.FAILED,
                command.run("export", "--pxar", single.toString(), "latest").code());
        assertEquals(
                java.nio.ByteBuffer.wrap(before),
                java.nio.ByteBuffer.wrap(Files.readAllBytes(single)));
        var base = directory.resolve("out");
        assertEquals(
                ExitCode.OK,
                command.run("export", "--split", base.toString(), "latest").code());
        assertTrue(Files.exists(directory.resolve("out.mpxar")));
        assertTrue(Files.exists(directory.resolve("out.ppxar")));
    }

    @Test
    void anExportThatFailsLeavesNoFile() throws IOException {
        Files.writeString(tree.resolve("a"), "alpha");
        backUp();
        var file = directory.resolve("out.pxar");
        var ended = command.run("export", "--pxar", file.toString(), "latest:" + tree + "/a");
        assertEquals(ExitCode.FAILED, ended.code());
        assertTrue(ended.error().contains("not a directory"), ended.error());
        assertFalse(Files.exists(file));
    }

    @Test
    void exactlyOneFormIsWanted() {
        assertEquals(ExitCode.USAGE, command.run("export", "latest").code());
        assertEquals(
                ExitCode.USAGE,
                command.run("export", "--pxar", "x", "--tar", "y", "latest").code());
    }
}
