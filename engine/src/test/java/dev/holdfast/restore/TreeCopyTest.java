package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sys.Unistd;
import dev.holdfast.testkit.LoopDisk;
import dev.holdfast.testkit.Nobody;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A tree that was captured and written again is the same tree, as other programs see it.
class TreeCopyTest {

    private ScratchDirectory scratch;
    private Path original;
    private Path copy;

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        original = scratch.path().resolve("original");
        copy = scratch.path().resolve("copy");
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    @Test
    void aTreeWithEverySpecialCaseIsTheSameToEveryJudge() throws Exception {
        SpecialTree.make(original, 1, 300);
        copyExactly();
    }

    @Test
    void aTreeIsTheSameAgainWrittenOverItself() throws Exception {
        SpecialTree.make(original, 2, 30);
        unlock();
        copyExactly();
        copyExactly();
    }

    @Test
    void aTreeIsTheSameOnXfsWithItsProjects() throws Exception {
        try (var disk = LoopDisk.mountOrSkip("xfs", scratch.path().resolve("xfs"))) {
            onDisk(disk);
            SpecialTree.make(original, 3, 30);
            unlock();
            sh(
                    "chattr -p 42 contents/text",
                    "chattr -p 4294967294 names",
                    "touch names/late",
                    "mkdir project project/sub",
                    "chattr -p 7 project",
                    "chattr +P project",
                    "touch project/inherits project/other",
                    "chattr -p 9 project/other",
                    "ln project/inherits project/linked");
            copyExactly();
            var flags = Tool.run(copy, "lsattr", "-p", "-d", "names", "project/other")
                    .get();
            assertTrue(flags.contains("4294967294 ") && flags.contains("9 "), flags);
            // The directories hand on their projects now: files are made in them all the same.
            copyExactly();
        }
    }

    @Test
    void aTreeIsTheSameOnBtrfsWithItsFlags() throws Exception {
        try (var disk = LoopDisk.mountOrSkip("btrfs", scratch.path().resolve("btrfs"))) {
            onDisk(disk);
            SpecialTree.make(original, 4, 30);
            sh(
                    "mkdir nocow compressed",
                    "chattr +C nocow",
                    "echo x > nocow/inherits",
                    "chattr +c compressed",
                    "yes | head -c 1000000 > compressed/inherits",
                    "touch plain",
                    "btrfs property set compressed compression zstd");
            copyExactly();
            var flags = Tool.run(copy, "lsattr", "-d", "nocow/inherits", "compressed")
                    .get();
            assertTrue(flags.contains("C") && flags.contains("c"), flags);
        }
    }

    @Test
    void timesThatTheTargetCannotKeepAreTold() throws Exception {
        try (var disk = LoopDisk.mountOrSkip(
                "ext4", scratch.path().resolve("ext4"), "-I", "128", "-O", "^metadata_csum")) {
            Files.createDirectory(original);
            sh(
                    "touch -d @5.000000001 nanos",
                    "touch -d @1000000 fine",
                    "touch -d @5000000000 far",
                    "touch -d @1000000 .");
            var said = TreeCopy.run(original, disk.directory().resolve("copy"), Owners.NUMERIC);
            assertEquals(List.of(), said.notices());
            var told = said.restoreNotices().stream()
                    .map(n -> n.kind() + " " + n.path())
                    .toList();
            assertEquals(List.of("TIME far", "TIME nanos"), told);
        }
    }

    @Test
    void holesStayHoles() throws Exception {
        SpecialTree.make(original, 5, 1);
        TreeCopy.run(original, copy, Owners.NUMERIC);
        var before = allocated(original.resolve("sparse"));
        var after = allocated(copy.resolve("sparse"));
        assertTrue(after <= before, "%,d KiB became %,d KiB".formatted(before, after));
    }

    /// Nobody's own tree: everything that this user can have, he gets back.
    @Test
    void aUserGetsHisOwnTreeBack() throws Exception {
        Tool.run(scratch.path(), "chmod", "1777", ".").get();
        SpecialTree.make(Nobody.prefix(), original, 6, 30);
        // The second time over itself, into directories that he may not write to any more.
        for (int i = 0; i < 2; i++) {
            var said = Nobody.run(TreeCopyTest.class, original.toString(), copy.toString());
            assertEquals("", said.errors());
            assertEquals("", said.output());
            assertEquals(List.of(), TreeJudges.judge(original, copy));
        }
    }

    @Test
    void aUserIsToldWhatHeCannotHave() throws Exception {
        assumeTrue(Unistd.effectiveUser() == 0, "only root has what others cannot have");
        Tool.run(scratch.path(), "chmod", "1777", ".").get();
        Files.createDirectory(original);
        sh(
                "touch owned suid capable labelled locked",
                "mknod null c 1 3",
                "setfattr -n trusted.t -v 1 labelled",
                "chown 1:2 owned",
                "chmod 4755 suid",
                "setcap cap_net_raw+ep capable",
                "chattr +i locked",
                "chmod 755 .");
        var said = Nobody.run(TreeCopyTest.class, original.toString(), copy.toString());
        assertEquals("", said.errors());
        var lines = said.output()
                .lines()
                .map(line -> line.replaceAll(",? \\d.*|:.*", ""))
                .toList();
        for (var line : List.of(
                "OWNER owned",
                "OWNER suid",
                "MODE suid",
                "CAPABILITY capable",
                "FLAG locked",
                "MISSING null",
                "OWNER ")) {
            assertTrue(lines.contains(line), line + " is not in " + lines);
        }
        var mode = Files.getPosixFilePermissions(copy.resolve("suid"));
        assertEquals(
                0755,
                (int) Files.getAttribute(copy.resolve("suid"), "unix:mode") & 07777,
                "what would run as nobody now instead of root must not: " + mode);
        Tool.run(original, "chattr", "-i", "locked").get();
    }

    @Test
    void aUserWhoWantsNoOwnersIsToldNothingOfThem() throws Exception {
        Tool.run(scratch.path(), "chmod", "1777", ".").get();
        Files.createDirectory(original);
        sh("touch file", "mkdir dir", "ln -s file link");
        var said = Nobody.run(TreeCopyTest.class, original.toString(), copy.toString(), "none");
        assertEquals("", said.errors());
        assertEquals("", said.output());
    }

    /// Copies in a Java of its own, as nobody, and prints what was said.
    public static void main(String[] arguments) throws IOException {
        var owners = arguments.length > 2 ? Owners.NONE : Owners.NUMERIC;
        var said = TreeCopy.run(Path.of(arguments[0]), Path.of(arguments[1]), owners);
        for (var notice : said.notices()) System.out.println(notice);
        for (var notice : said.restoreNotices()) {
            System.out.println(notice.kind() + " " + notice.path() + ": " + notice.detail());
        }
    }

    private void onDisk(LoopDisk disk) {
        original = disk.directory().resolve("original");
        copy = disk.directory().resolve("copy");
    }

    private void copyExactly() throws Exception {
        var said = TreeCopy.run(original, copy, Owners.NUMERIC);
        assertEquals(List.of(), said.notices());
        assertEquals(List.of(), said.restoreNotices());
        assertEquals(List.of(), TreeJudges.judge(original, copy));
    }

    private void sh(String... commands) throws Exception {
        for (var command : commands) {
            var done = Tool.run(original, "sh", "-e", "-c", command);
            assertEquals(0, done.exitCode(), command + ": " + done.errors());
        }
    }

    /// Locked files cannot be replaced, by anybody.
    private void unlock() throws Exception {
        if (Unistd.effectiveUser() != 0) return;
        sh("cd flags; chattr -ia 'immutable and linked' 'append only' 'immutable directory'");
    }

    private static long allocated(Path directory) throws Exception {
        var line = Tool.run(directory, "du", "-sk", ".").get();
        return Long.parseLong(line.substring(0, line.indexOf('\t')));
    }
}
