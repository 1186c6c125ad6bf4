package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

class ExcludeTest {

    private static final List<String> NAMES =
            List.of("a", "b", "ab", "a.c", "b.c", "build", "x y", "#n", "!n", "[a]", "aXb");

    private static final List<String> PATTERNS = List.of(
            "a",
            "*.c",
            "/a",
            "a/",
            "/a/b",
            "a/b",
            "**/b",
            "a/**",
            "a/**/b",
            "b/*",
            "*",
            "!a",
            "!*.c",
            "!/a/b",
            "?b",
            "[ab]",
            "[!a]b",
            "build",
            "!build/",
            "x y",
            "\\#n",
            "\\!n",
            "\\[a\\]",
            "a*b",
            "**",
            "a**",
            "# comment",
            "",
            "   ",
            "a ",
            "/",
            "a//b",
            "[a-c].c",
            "a/*/b",
            "!a/b/",
            "**/a/b",
            "*/b",
            "[[:upper:]]*",
            "a[[:alpha:]]b",
            "/**/ab");

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
    void ignoreFilesMeanWhatTheyMeanToGit() throws Exception {
        assumeTrue(Tool.exists("git"), "no git here to say what patterns mean");
        var random = Seeds.random("ignoreFilesMeanWhatTheyMeanToGit");
        for (int round = 0; round < Seeds.repeat(30); round++) {
            var tree = Files.createDirectory(root.resolve("tree" + round));
            Tool.run(tree, "git", "init", "-q").get();
            grow(tree, random, 4);
            var listed = Tool.run(
                            tree,
                            "git",
                            "ls-files",
                            "-z",
                            "--others",
                            "--exclude-per-directory=.gitignore")
                    .get();
            var expected = new TreeSet<String>();
            for (var path : listed.split("\0", -1)) {
                if (!path.isEmpty()) expected.add(path);
            }
            var options =
                    new Options().ignoreFiles(".gitignore").excludes("/.git").build();
            var walk = Walk.of(tree, options);
            var found = new TreeSet<>(walk.paths());
            found.removeIf(path -> path.endsWith("/"));
            assertEquals(expected, found, () -> "round in " + tree + show(tree));
            assertEquals(List.of(), walk.notices());
        }
    }

    @Test
    void aPatternWithoutASlashMatchesAtAnyDepth() throws IOException {
        files("a/skip", "a/b/skip", "a/keep", "skip");
        assertEquals(List.of("/", "a/", "a/b/", "a/keep"), walk(new Options().excludes("skip")));
    }

    @Test
    void aPatternWithASlashCountsFromTheRoot() throws IOException {
        files("a/skip", "b/a/skip");
        assertEquals(
                List.of("/", "a/", "b/", "b/a/", "b/a/skip"),
                walk(new Options().excludes("a/skip")));
    }

    @Test
    void thePathOfTheSourceItselfMayStandInFront() throws IOException {
        files("cache/x", "keep");
        var below = List.of(Walk.path(root.resolve("cache")), ByteString.utf8("!nothing"));
        var options = new Options().excludes(ExcludeList.of(Walk.path(root), below));
        assertEquals(List.of("/", "keep"), walk(options));
    }

    @Test
    void whatAPersonGaveWinsOverIgnoreFiles() throws IOException {
        files("kept", "skipped");
        Files.writeString(root.resolve(".holdfastignore"), "kept\n!skipped\n");
        var options = new Options().ignoreFiles(".holdfastignore").excludes("skipped", "!kept");
        assertEquals(List.of("/", ".holdfastignore", "kept"), walk(options));
    }

    @Test
    void aDeeperIgnoreFileWinsOverOneAbove() throws IOException {
        files("a/x.o", "b/x.o");
        Files.writeString(root.resolve(".holdfastignore"), "*.o\n.holdfastignore");
        Files.writeString(root.resolve("a/.holdfastignore"), "!*.o\n");
        var options = new Options().ignoreFiles(".holdfastignore");
        assertEquals(List.of("/", "a/", "a/x.o", "b/"), walk(options));
    }

    @Test
    void aSlashInsideDoesNotAnchorInPxarexclude() throws IOException {
        files("x/a/b", "a/b", "a/c", "x/top");
        Files.writeString(root.resolve(".pxarexclude"), "a/b\n/top\n");
        var options = new Options().ignoreFiles(".holdfastignore", ".pxarexclude");
        assertEquals(
                List.of("/", ".pxarexclude", "a/", "a/c", "x/", "x/a/", "x/top"), walk(options));
    }

    @Test
    void questionMarksAndBracketsTakeCharactersAndAnyBytes() throws Exception {
        var script = "touch 'é' 'ñ' 'xy' \"$(printf '\\377')\" \"$(printf '\\377\\376')\"";
        Tool.run(root, "sh", "-c", script).get();
        assertEquals(List.of("/", "xy", "\u00ff\u00fe"), walk(new Options().excludes("?")));
        assertEquals(
                List.of("/", "xy", "Ã±", "\u00ff", "\u00ff\u00fe"),
                walk(new Options().excludes("[à-ë]")));
    }

    @Test
    void anIgnoreFileThatIsNoFileOrTooLargeIsARemark() throws IOException {
        files("a", "sub/a");
        Files.createSymbolicLink(root.resolve(".holdfastignore"), Path.of("/etc/passwd"));
        Files.write(root.resolve("sub/.holdfastignore"), new byte[(1 << 20) + 1]);
        var walk = Walk.of(root, new Options().ignoreFiles(".holdfastignore").build());
        assertEquals(6, walk.paths().size());
        assertEquals(List.of(Notice.Kind.SPECIAL, Notice.Kind.SPECIAL), walk.kinds());
        assertTrue(walk.notices().getLast().path().toString().equals("sub"));
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsAreNoPartOfAPattern() throws IOException {
        files("a", "b", "c");
        Files.writeString(root.resolve(".holdfastignore"), "\ufeffa\r\n.*\r\nb\r\n");
        assertEquals(List.of("/", "c"), walk(new Options().ignoreFiles(".holdfastignore")));
    }

    @Test
    void aPatternCannotBeMadeToTakeForever() {
        var name = ByteString.utf8("a".repeat(250));
        var glob = Glob.parse(ByteString.utf8("*a".repeat(120) + "b"));
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) assertEquals(false, glob.matches(name));
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
    }

    @Test
    void cachesKeepTheirTagAndNothingElse() throws IOException {
        files("cache/data", "cache/sub/data", "fake/data", "link/data", "z");
        var tag = "Signature: 8a477f597d28d172789f06886806bc55\nmore";
        Files.writeString(root.resolve("cache/CACHEDIR.TAG"), tag);
        Files.writeString(root.resolve("fake/CACHEDIR.TAG"), "Signature: no");
        Files.createSymbolicLink(
                root.resolve("link/CACHEDIR.TAG"), root.resolve("cache/CACHEDIR.TAG"));
        assertEquals(
                List.of(
                        "/",
                        "cache/",
                        "cache/CACHEDIR.TAG",
                        "fake/",
                        "fake/CACHEDIR.TAG",
                        "fake/data",
                        "link/",
                        "link/CACHEDIR.TAG",
                        "link/data",
                        "z"),
                walk(new Options().mark(DirectoryMark.CACHE)));
    }

    @Test
    void markedDirectoriesKeepTheirMarkAndTheRootIsNeverMarked() throws IOException {
        files("a/.nobackup", "a/data", "b/data", ".nobackup");
        var mark = DirectoryMark.present(ByteString.utf8(".nobackup"));
        assertEquals(
                List.of("/", ".nobackup", "a/", "a/.nobackup", "b/", "b/data"),
                walk(new Options().mark(mark)));
    }

    @Test
    void filesLargerThanTheLimitAreLeftOut() throws IOException {
        Files.write(root.resolve("ten"), new byte[10]);
        Files.write(root.resolve("eleven"), new byte[11]);
        assertEquals(List.of("/", "ten"), walk(new Options().sizeMax(10)));
    }

    @Test
    void aListOfFilesTakesThemAndWhatIsOnTheWay() throws IOException {
        files("a/b/1", "a/b/2", "a/c", "d/e", "f", "g");
        var list = list("a/b/1", "./d//", root + "/f");
        assertEquals(
                List.of("/", "a/", "a/b/", "a/b/1", "d/", "d/e", "f"),
                walk(new Options().only(list)));
        assertEquals(walk(new Options()), walk(new Options().only(list("."))));
    }

    @Test
    void aListOfFilesObeysExcludesAndIgnoreFiles() throws IOException {
        files("a/b", "a/c", "a/d");
        Files.writeString(root.resolve("a/.holdfastignore"), "c");
        var options = new Options()
                .only(list("a/b", "a/c", "a/d"))
                .excludes("b")
                .ignoreFiles(".holdfastignore");
        assertEquals(List.of("/", "a/", "a/d"), walk(options));
    }

    @Test
    void whatAListNamesAndIsNotThereIsANotice() throws IOException {
        files("a", "d/x");
        Files.createSymbolicLink(root.resolve("link"), Path.of("d"));
        var walk = Walk.of(
                root, new Options().only(list("none", "a/below", "link/x")).build());
        assertEquals(List.of("/", "a", "link"), walk.paths());
        var skipped = Notice.Kind.SKIPPED;
        assertEquals(List.of(skipped, skipped, skipped), walk.kinds());
    }

    @Test
    void aListThatLeadsElsewhereIsRefused() {
        assertThrows(FileListException.class, () -> list("a/../b"));
        assertThrows(FileListException.class, () -> list("/etc/passwd"));
        assertThrows(FileListException.class, () -> list(root + "x"));
    }

    @Test
    void aListMayHaveAnyBytesBetweenItsSeparators() {
        var text = ByteString.of(new byte[] {'a', '\n', ' ', 0, (byte) 0xff, 0, 0, 'z'});
        var paths = FileList.paths(text, 0).stream().map(ByteString::latin1).toList();
        assertEquals(List.of("a\n ", "\u00ff", "z"), paths);
    }

    private FileList list(String... paths) throws FileListException {
        return FileList.of(
                Walk.path(root), Arrays.stream(paths).map(ByteString::utf8).toList());
    }

    private List<String> walk(Options options) throws IOException {
        return Walk.of(root, options.build()).paths();
    }

    private void files(String... paths) throws IOException {
        for (var path : paths) {
            var file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, path);
        }
    }

    private static void grow(Path directory, Random random, int levels) throws IOException {
        if (random.nextInt(3) == 0) {
            var lines = random.ints(1 + random.nextInt(5), 0, PATTERNS.size())
                    .mapToObj(PATTERNS::get)
                    .toList();
            Files.write(directory.resolve(".gitignore"), lines);
        }
        for (var name : NAMES) {
            var path = directory.resolve(name);
            int choice = random.nextInt(levels == 0 ? 4 : 5);
            if (choice < 3) Files.writeString(path, name);
            if (choice == 4) grow(Files.createDirectory(path), random, levels - 1);
        }
    }

    private static String show(Path tree) {
        try (var paths = Files.walk(tree)) {
            var text = new StringBuilder();
            for (var path : paths.toList()) {
                if (!path.endsWith(".gitignore")) continue;
                text.append('\n').append(tree.relativize(path)).append(": ");
                text.append(Files.readAllLines(path));
            }
            return text.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
