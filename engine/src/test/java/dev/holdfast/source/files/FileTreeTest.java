package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.SysStat;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SmallDisk;
import dev.holdfast.testkit.SpecialTree;
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

class FileTreeTest {

    private ScratchDirectory scratch;
    private Path root;

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        root = Files.createDirectory(scratch.path().resolve("root"));
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    @Test
    void everyEntryComesOnceInTheOrderOfAnArchive() throws Exception {
        SpecialTree.make(root, 1, 1000);
        var expected = new ArrayList<String>();
        for (var line : TreeJudges.dump(root)) {
            var fields = line.split(" ", -1);
            var path = fields[0].equals(".") ? "" : unquote(fields[0]);
            boolean directory = fields[1].startsWith("4");
            expected.add(directory ? path + "/" : path);
        }
        var walk = Walk.of(root, FileTreeOptions.ALL);
        assertEquals(expected, walk.paths());
        assertEquals(List.of(), walk.notices());
    }

    @Test
    void namesAscendByUnsignedBytes() throws IOException {
        for (var name : List.of("a", "B", "é", "a.b", "a-b", "a0", "~")) {
            Files.createFile(root.resolve(name));
        }
        Files.createDirectory(root.resolve("aa"));
        Files.createFile(root.resolve("aa/x"));
        var walk = Walk.of(root, FileTreeOptions.ALL);
        var names = List.of("/", "B", "a", "a-b", "a.b", "a0", "aa/", "aa/x", "~", "Ã©");
        assertEquals(names, walk.paths());
    }

    @Test
    void factsComeFromOneLookAndSayWhatAFileIs() throws IOException {
        Files.write(root.resolve("file"), new byte[77]);
        Files.createLink(root.resolve("link"), root.resolve("file"));
        Files.createSymbolicLink(root.resolve("symlink"), Path.of("file"));
        var types = new ArrayList<FileType>();
        Walk.of(root, FileTreeOptions.ALL, entry -> {
            types.add(entry.facts().type());
            if (entry.facts().type() == FileType.REGULAR) {
                assertEquals(77, entry.facts().size());
                assertEquals(2, entry.facts().links());
                var content = entry.open();
                assertNotNull(content);
                assertTrue(content.facts().isSameFile(entry.facts()));
                content.close();
            }
            if (entry.facts().type() == FileType.SYMLINK) {
                assertEquals(ByteString.utf8("file"), entry.target());
            }
        });
        assertEquals(
                List.of(FileType.DIRECTORY, FileType.REGULAR, FileType.REGULAR, FileType.SYMLINK),
                types);
    }

    @Test
    void aTreeDeeperThanAnArchiveMayBeIsCutWithANotice() throws Exception {
        deepen(root, 4200);
        var walk = Walk.of(root, FileTreeOptions.ALL);
        var deepest = walk.paths().stream().mapToInt(FileTreeTest::depth).max().orElseThrow();
        assertEquals(4096, deepest, "directories above the deepest entry");
        assertEquals(List.of(Notice.Kind.SKIPPED), walk.kinds());
        assertEquals(4096, depth(walk.notices().getFirst().path().latin1() + "/"));
    }

    @Test
    void aDeepTreeIsWalkedWithFewDescriptors() throws Exception {
        deepen(root, 3000);
        long before = descriptors();
        var most = new long[1];
        var walk = Walk.of(root, FileTreeOptions.ALL, entry -> {
            assertNotNull(entry.metadata());
            most[0] = Math.max(most[0], descriptors() - before);
        });
        assertEquals(List.of(), walk.notices());
        assertEquals(
                1 + 3000 + 3000, walk.paths().size(), "and a file in each, after the way back");
        assertTrue(most[0] < 100, most[0] + " descriptors");
        assertEquals(before, descriptors(), "all are closed again");
    }

    @Test
    void aHundredThousandFilesInADirectoryAreAllThere() throws IOException {
        try (var directory = Fcntl.open(Walk.path(root), Fcntl.O_RDONLY)) {
            for (int i = 0; i < 100_000; i++) {
                var name = ByteString.utf8(Integer.toHexString(i * 0x9e3779b9));
                SysStat.mknodat(directory, name, 0100600, 0);
            }
        }
        var walk = Walk.of(root, FileTreeOptions.ALL);
        assertEquals(100_001, walk.paths().size());
        assertEquals(walk.paths(), walk.paths().stream().sorted().toList());
        assertEquals(List.of(), walk.notices());
    }

    @Test
    void anEntryIsOnlyValidUntilTheCursorMovesOn() throws IOException {
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        try (var cursor = Walk.tree(root, FileTreeOptions.ALL).open(_ -> {})) {
            assertNotNull(cursor.next());
            if (!(cursor.next() instanceof SourceEvent.Item(var entry))) throw new AssertionError();
            var content = entry.open();
            assertNotNull(content);
            assertNotNull(cursor.next());
            assertThrows(IllegalStateException.class, entry::open);
            assertThrows(IllegalStateException.class, entry::metadata);
            assertEquals(-1, content.read(new byte[1], 0, 1), "its content lives on");
            content.close();
        }
    }

    @Test
    void aRootThatIsMissingOrAFileIsAnErrorAndALinkToADirectoryIsNot() throws IOException {
        var file = Files.createFile(root.resolve("file"));
        var link = Files.createSymbolicLink(root.resolve("link"), Path.of("/proc/self/cwd"));
        assertThrows(IOException.class, () -> Walk.of(root.resolve("none"), FileTreeOptions.ALL));
        assertThrows(IOException.class, () -> Walk.of(file, FileTreeOptions.ALL));
        Files.delete(link);
        var other = Files.createDirectory(scratch.path().resolve("other"));
        Files.createFile(other.resolve("inside"));
        Files.createSymbolicLink(link, other);
        assertEquals(List.of("/", "inside"), Walk.of(link, FileTreeOptions.ALL).paths());
    }

    @Test
    void otherFileSystemsAreEnteredUnlessOnlyOneIsWanted() throws Exception {
        try (var disk = SmallDisk.tryMount(root.resolve("mounted"), 1 << 20)) {
            assumeTrue(disk != null, "nothing can be mounted here");
            Files.createFile(root.resolve("mounted/inside"));
            var all = Walk.of(root, FileTreeOptions.ALL);
            assertEquals(List.of("/", "mounted/", "mounted/inside"), all.paths());
            var one = Walk.of(root, new Options().oneFileSystem().build());
            assertEquals(List.of("/", "mounted/"), one.paths());
            assertEquals(List.of(), one.notices());
        }
    }

    @Test
    void virtualFileSystemsAreNeverEntered() throws Exception {
        var proc = Files.createDirectory(root.resolve("proc"));
        var mounted = Tool.run(root, "mount", "-t", "proc", "proc", proc.toString());
        assumeTrue(mounted.exitCode() == 0, "nothing can be mounted here");
        try {
            var walk = Walk.of(root, FileTreeOptions.ALL, entry -> assertNotNull(entry.metadata()));
            assertEquals(List.of("/", "proc/"), walk.paths());
            assertEquals(List.of(), walk.notices());
            var asked = Walk.of(proc, FileTreeOptions.ALL);
            assertEquals(List.of("/"), asked.paths());
            assertEquals(List.of(Notice.Kind.SKIPPED), asked.kinds(), "a person asked for it");
        } finally {
            Tool.run(root, "umount", proc.toString());
        }
    }

    @Test
    void directoriesOfHoldfastItselfAreLeftOutWithARemark() throws IOException {
        var own = Files.createDirectories(root.resolve("data/repository"));
        Files.createFile(own.resolve("pack"));
        Files.createFile(root.resolve("data/z"));
        var alias = Files.createSymbolicLink(scratch.path().resolve("alias"), own);
        var missing = ByteString.utf8("/no/such/repository");
        var options = new Options().own(Walk.path(alias), missing).build();
        var walk = Walk.of(root, options);
        assertEquals(List.of("/", "data/", "data/repository/", "data/z"), walk.paths());
        assertEquals(List.of(Notice.Kind.SPECIAL), walk.kinds());
        assertFalse(Notice.Kind.SPECIAL.isLoss());
    }

    @Test
    void aFileThatGoesBetweenListingAndLookIsANotice() throws IOException {
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        Files.createFile(root.resolve("c"));
        var walk = Walk.of(root, FileTreeOptions.ALL, entry -> {
            if (entry.name().equals(ByteString.utf8("a"))) Files.delete(root.resolve("b"));
        });
        assertEquals(List.of("/", "a", "c"), walk.paths());
        assertEquals(List.of(Notice.Kind.VANISHED), walk.kinds());
        assertEquals("b", walk.notices().getFirst().path().toString());
    }

    @Test
    void aDirectoryThatIsMovedAwayWhileItIsClosedIsANotice() throws Exception {
        deepen(root, 200);
        int moved = 20;
        var from = root;
        for (int i = 0; i < moved; i++) from = from.resolve("d");
        var place = from;
        var walk = Walk.of(root, FileTreeOptions.ALL, entry -> {
            boolean directory = entry.facts().type() == FileType.DIRECTORY;
            if (directory && depth(entry.path().latin1() + "/") == 180) {
                Files.move(place, scratch.path().resolve("elsewhere"));
            }
        });
        assertTrue(walk.kinds().contains(Notice.Kind.SKIPPED), walk.notices().toString());
        var last = walk.notices().getLast();
        assertTrue(last.detail().startsWith("1 of the files in it"), last.toString());
        assertTrue(walk.paths().contains("z"), "what is above goes on");
    }

    @Test
    void aFileThatIsReplacedAfterTheLookIsReadAsItIsThen() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        var walk = Walk.of(root, FileTreeOptions.ALL, entry -> {
            if (entry.name().isEmpty()) return;
            Files.writeString(root.resolve("new"), "newer");
            Files.move(
                    root.resolve("new"),
                    root.resolve("file"),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            try (var content = entry.open()) {
                assertNotNull(content);
                assertEquals(ByteString.utf8("newer"), ByteString.of(Walk.read(content)));
                assertFalse(content.facts().isSameFile(entry.facts()));
            }
            assertNull(entry.metadata(), "what is asked of the entry is about the old file");
        });
        assertEquals(List.of(Notice.Kind.CHANGED), walk.kinds());
    }

    /// Directories named `d` inside each other, a file `z` in all of them, `above` levels.
    private static void deepen(Path root, int levels) throws Exception {
        var script = """
                import os, sys
                here = os.open(sys.argv[1], os.O_RDONLY)
                for i in range(int(sys.argv[2])):
                    os.mkdir(b"d", dir_fd=here)
                    os.close(os.open(b"z", os.O_CREAT | os.O_WRONLY, dir_fd=here))
                    below = os.open(b"d", os.O_RDONLY, dir_fd=here)
                    os.close(here)
                    here = below
                """;
        Tool.run(root, "/usr/bin/python3", "-c", script, root.toString(), "" + levels)
                .get();
    }

    /// How many directories are above what a path names, the root included.
    private static int depth(String path) {
        if (path.equals("/")) return 0;
        return 1
                + (int) path.substring(0, path.length() - 1)
                        .chars()
                        .filter(c -> c == '/')
                        .count();
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static String unquote(String text) {
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                plain.append(text.charAt(i));
            } else if (text.charAt(i + 1) == 'x') {
                plain.append((char) Integer.parseInt(text, i + 2, i + 4, 16));
                i += 3;
            } else {
                plain.append(
                        switch (text.charAt(++i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> text.charAt(i);
                        });
            }
        }
        return plain.toString();
    }
}
