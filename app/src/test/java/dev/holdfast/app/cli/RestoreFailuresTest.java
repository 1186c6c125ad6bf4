package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.app.Main;
import dev.holdfast.testkit.Nobody;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SmallDisk;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Targets that do not take what a restore brings, and users who may not bring it.
final class RestoreFailuresTest {

    private ScratchDirectory scratch;
    private CommandRun person;
    private Path tree;

    @BeforeEach
    void aPersonWithATree() throws IOException, InterruptedException {
        scratch = ScratchDirectory.make();
        Tool.run(scratch.path(), "chmod", "755", ".").get();
        person = new CommandRun(Files.createDirectory(scratch.path().resolve("home")));
        tree = Files.createDirectory(scratch.path().resolve("tree"));
        Files.createDirectory(tree.resolve("directory"));
        var random = new Random(1);
        for (int i = 0; i < 40; i++) {
            var content = new byte[i * 20_000];
            random.nextBytes(content);
            Files.write(tree.resolve((i % 2 == 0 ? "" : "directory/") + "file" + i), content);
        }
    }

    @AfterEach
    void close() throws IOException {
        scratch.close();
    }

    private void backUp() {
        var ended = person.run("backup", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
    }

    private CommandRun.Ended restore(Path target) {
        return person.run("restore", "latest:" + tree, "--target", target.toString());
    }

    /// As a user without privileges, who was given the repository and the identity.
    private Tool restoreAsNobody(Path target, String... options)
            throws IOException, InterruptedException {
        var id = Nobody.ID + ":" + Nobody.ID;
        if (!Nobody.isElsewhere()) {
            Tool.run(scratch.path(), "chown", "-R", id, person.home().toString())
                    .get();
        }
        var arguments = new ArrayList<>(
                List.of("restore", "latest:" + tree, "--target", target.toString()));
        arguments.addAll(List.of(options));
        return Nobody.runAt(person.home(), Main.class, arguments.toArray(String[]::new));
    }

    /// One sentence, at most one hint, and the target's own path in it.
    private static void saysOnce(String error, Path target, String reason) {
        var lines = error.lines().toList();
        assertTrue(lines.size() == 1 || lines.size() == 2, error);
        assertTrue(lines.getFirst().startsWith("holdfast: " + target), error);
        assertTrue(lines.getFirst().contains(reason), error);
        if (lines.size() == 2) assertTrue(lines.get(1).startsWith("hint: "), error);
    }

    @Test
    void aReadOnlyTargetIsOneSentenceAndNothingIsWritten() throws Exception {
        backUp();
        var mount = scratch.path().resolve("mount");
        try (var disk = SmallDisk.tryMount(mount, 1 << 20)) {
            if (disk == null) {
                abort("SKIPPED: nothing can be mounted here");
                return;
            }
            disk.makeReadOnly();
            for (var target : List.of(mount, mount.resolve("new"), mount.resolve("new/deeper"))) {
                var ended = restore(target);
                assertEquals(ExitCode.FAILED, ended.code(), ended.error());
                saysOnce(ended.error(), target, "read-only");
            }
            assertEquals(List.of(), names(mount));
        }
    }

    @Test
    void aTargetThatMayNotBeWrittenIsOneSentenceForAllItsFiles() throws Exception {
        backUp();
        var target = Files.createDirectory(scratch.path().resolve("locked"));
        Tool.run(target, "chmod", "555", ".").get();
        for (var at : List.of(target, target.resolve("new"))) {
            var said = restoreAsNobody(at);
            assertEquals(ExitCode.FAILED.number(), said.exitCode(), said.errors());
            saysOnce(said.errors(), at, "permission denied");
        }
        assertEquals(List.of(), names(target));
    }

    @Test
    void aDirectoryThatMayNotBeWrittenCostsOnlyWhatBelongsThere() throws Exception {
        backUp();
        var target = Files.createDirectory(scratch.path().resolve("partly"));
        Tool.run(target, "chmod", "777", ".").get();
        Files.createDirectory(target.resolve("directory"));
        Tool.run(target, "chmod", "555", "directory").get();
        if (Nobody.isElsewhere()) return;
        var said = restoreAsNobody(target);
        assertEquals(ExitCode.PARTIAL.number(), said.exitCode(), said.errors());
        assertEquals(20, count(said.errors(), "/directory/file"), said.errors());
        assertEquals(List.of(), names(target.resolve("directory")));
        for (int i = 0; i < 40; i += 2) {
            assertEquals(-1, Files.mismatch(tree.resolve("file" + i), target.resolve("file" + i)));
        }
    }

    @Test
    void aTargetThatFillsUpKeepsCompleteFilesOnlyAndTakesTheRestLater() throws Exception {
        backUp();
        var mount = scratch.path().resolve("mount");
        try (var disk = SmallDisk.tryMount(mount, 24 << 20)) {
            assumeTrue(disk != null, "nothing can be mounted here");
            var filler = mount.resolve("filler");
            Files.write(filler, new byte[16 << 20]);
            var target = mount.resolve("target");
            var ended = restore(target);
            assertEquals(ExitCode.FAILED, ended.code(), ended.error());
            saysOnce(ended.error(), target, "no space left");
            for (var name : names(target)) {
                var file = target.resolve(name);
                if (Files.isDirectory(file)) continue;
                assertEquals(-1, Files.mismatch(tree.resolve(name), file), name);
            }
            Files.delete(filler);
            assertEquals(ExitCode.OK, restore(target).code());
            // A target that is there keeps its own metadata: the first run made it.
            var judged = TreeJudges.rsync(tree, target);
            assertTrue(judged.stream().allMatch(line -> line.endsWith(" ./")), judged.toString());
        }
    }

    @Test
    void whatAUserCannotHaveIsToldAndTheRestIsThere() throws Exception {
        assumeTrue(!Nobody.isElsewhere(), "only root makes such a tree");
        Tool.run(tree, "mknod", "device", "c", "1", "3").get();
        Tool.run(tree, "mkfifo", "fifo").get();
        Tool.run(tree, "ln", "-s", "../elsewhere", "link").get();
        Tool.run(tree, "ln", "file38", "directory/second name").get();
        Tool.run(tree, "chown", "1:1", "file0").get();
        Tool.run(tree, "chown", "2:2", "file2").get();
        Tool.run(tree, "chmod", "6755", "file2").get();
        boolean capable = Tool.run(tree, "setcap", "cap_net_raw+ep", "file4").exitCode() == 0;
        Tool.run(tree, "setfattr", "-n", "user.kept", "-v", "yes", "file6").get();
        backUp();
        var target = Files.createDirectory(scratch.path().resolve("target"));
        Tool.run(target, "chmod", "777", ".").get();
        var said = restoreAsNobody(target, "--owner", "none", "--verbose");
        assertEquals(ExitCode.PARTIAL.number(), said.exitCode(), said.errors());
        var lines = said.errors().lines().toList();
        var expected = new TreeSet<>(Set.of("device: not made", "file2: mode"));
        if (capable) expected.add("file4: capability");
        var found = new TreeSet<String>();
        for (var line : lines) {
            var below = line.substring(
                    line.indexOf(target + "/") + target.toString().length() + 1);
            found.add(below.substring(0, below.indexOf(": ", below.indexOf(": ") + 2)));
        }
        assertEquals(expected, found, said.errors());
        var judged = Tool.run(
                        Path.of("/"),
                        "rsync",
                        "-nrlptHXi",
                        "--checksum",
                        "--delete",
                        "--specials",
                        "--exclude=/device",
                        tree + "/",
                        target + "/")
                .get();
        var differing = new TreeSet<String>();
        judged.lines().forEach(line -> differing.add(line.substring(line.indexOf(' ') + 1)));
        differing.removeAll(Set.of("file2", "file4", "./"));
        assertEquals(Set.of(), differing, judged);
        var owned = restoreAsNobody(scratch.path().resolve("home/numeric"), "--verbose");
        assertEquals(ExitCode.PARTIAL.number(), owned.exitCode(), owned.errors());
        assertTrue(count(owned.errors(), ": owner: 65534:65534, not ") >= 42, owned.errors());
    }

    @Test
    void i8NamesThatSpeakToTheTerminalAreQuotedWhereverTheyAreShown() throws Exception {
        var evil = "\u001b]0;evil\u0007\u001b[2J\nholdfast: all is well";
        tree = Files.createDirectory(scratch.path().resolve("tree" + evil));
        Files.writeString(tree.resolve("file" + evil), "content");
        Files.createDirectory(tree.resolve("directory" + evil));
        Files.writeString(tree.resolve("directory" + evil).resolve("file"), "content");
        backUp();
        var target = Files.createDirectory(scratch.path().resolve("target" + evil));
        Files.createDirectory(target.resolve("file" + evil));
        Files.writeString(target.resolve("directory" + evil), "in the way");
        var all = new ArrayList<CommandRun.Ended>();
        all.add(person.run(
                "restore",
                "latest:" + tree,
                "--target",
                target.toString(),
                "--overwrite",
                "never"));
        assertEquals(ExitCode.PARTIAL, all.getLast().code());
        all.add(restore(target));
        assertEquals(ExitCode.PARTIAL, all.getLast().code(), "a directory is in the way");
        all.add(restore(target.resolve("file" + evil)));
        assertEquals(ExitCode.OK, all.getLast().code(), all.getLast().error());
        all.add(person.run("restore", "latest", "--target", target.toString(), "--dry-run"));
        all.add(person.run("restore", "latest:/nowhere" + evil, "--target", target.toString()));
        assertEquals(ExitCode.FAILED, all.getLast().code());
        all.add(restore(tree.resolve("file" + evil)));
        assertEquals(ExitCode.FAILED, all.getLast().code());
        for (var ended : all) {
            for (var said : List.of(ended.out(), ended.error())) {
                assertTrue(
                        said.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f) || c > 0x9f),
                        said);
                assertFalse(said.lines().anyMatch(line -> line.equals("holdfast: all is well")));
            }
        }
    }

    private static int count(String text, String part) {
        return (int) text.lines().filter(line -> line.contains(part)).count();
    }

    private static List<String> names(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            return all.skip(1)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
