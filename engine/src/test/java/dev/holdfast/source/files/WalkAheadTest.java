package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.SourceCursor;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.SpecialTree;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A walk that runs ahead gives what one gives that does not, and keeps no more than it says.
@Timeout(300)
class WalkAheadTest {

    private static final int NEVER = Integer.MAX_VALUE;

    /// 33 on the way down, and what is in four batches.
    private static final int DESCRIPTORS_MAX = 33 + 4 * 12;

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
    void entriesTheirMetadataAndNoticesComeInTheSameOrder() throws Exception {
        SpecialTree.make(root, 1, 300);
        plant(root, 30, 20);
        Files.writeString(root.resolve("d3/.ignore"), "f1*\n!f11\n");
        for (int i = 0; i < 30; i += 7) Files.createFile(root.resolve("d" + i + "/mark"));
        var options = new Options()
                .excludes("f5", "/d9")
                .ignoreFiles(".ignore")
                .mark(DirectoryMark.present(ByteString.utf8("mark")))
                .own(Walk.path(root.resolve("d5")), Walk.path(root.resolve("d6/inner")));
        assertSame(options.build(), 1);
    }

    @Test
    void noticesAboutWhatIsMissingComeWhereTheyBelong() throws Exception {
        plant(root, 10, 30);
        var wanted = new ArrayList<ByteString>();
        for (int d = 0; d < 12; d++) {
            for (int f = 0; f < 60; f++) wanted.add(ByteString.utf8("d" + d + "/f" + f));
        }
        var list = FileList.of(Walk.path(root), wanted);
        assertSame(new Options().only(list).build(), 10 * 30 + 2);
    }

    @Test
    void aTreeThatGoesDeepAndUpAgainIsTheSameWithFewDescriptors() throws Exception {
        var place = root;
        for (int i = 0; i < 100; i++) {
            plant(place, 0, 9);
            place = Files.createDirectory(place.resolve("e"));
        }
        plant(Files.createDirectory(root.resolve("z")), 40, 20);
        assertSame(FileTreeOptions.ALL, 0);
        // On its user's own thread it keeps 64 of those above, the root and the innermost.
        int most = descriptorsOf(0);
        assertTrue(most <= 66 + 4 * 12, most + " descriptors");
    }

    @Test
    void anyNumberOfDirectoriesKeepsFewDescriptors() throws Exception {
        plant(root, 3000, 0);
        int most = descriptorsOf(0);
        assertTrue(most <= DESCRIPTORS_MAX, most + " descriptors");
        assertEquals(List.of(), open());
    }

    @Test
    void aWalkThatEndsAnywhereLeavesNoThreadAndNoDescriptor() throws Exception {
        plant(root, 60, 15);
        int events = lines(FileTreeOptions.ALL, NEVER).size();
        for (int end = 0; end < events; end += 97) {
            try (var cursor = cursor(0)) {
                for (int i = 0; i < end; i++) assertNotNull(cursor.next());
            }
            assertEquals(List.of(), open(), "after " + end);
            for (var thread : threads()) {
                assertTrue(thread.join(Duration.ofSeconds(60)), "after " + end);
            }
        }
    }

    @Test
    void nobodysThreadRunsForASmallTree() throws Exception {
        plant(root, 20, 10);
        try (var cursor = Walk.tree(root, FileTreeOptions.ALL).open(_ -> {})) {
            while (cursor.next() != null) assertEquals(List.of(), threads());
        }
    }

    @Test
    void anInterruptIsLeftToWhoTakesTheEvents() throws Exception {
        plant(root, 60, 15);
        var expected = lines(FileTreeOptions.ALL, NEVER);
        Thread.currentThread().interrupt();
        var found = lines(FileTreeOptions.ALL, 0);
        assertTrue(Thread.interrupted());
        assertEquals(expected, found);
    }

    @Test
    void whatStopsTheWalkIsThrownInItsPlace() throws Exception {
        plant(root, 3, 200);
        var place = root;
        for (int i = 0; i < 20; i++) place = Files.createDirectory(place.resolve("z"));
        var said = Tool.run(
                        root,
                        "prlimit",
                        "--nofile=100:100",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WalkAheadTest.class.getName(),
                        root.toString())
                .get()
                .lines()
                .toList();
        assertEquals(2, said.size(), said.toString());
        assertTrue(said.getFirst().contains("EMFILE"), said.toString());
        assertEquals(said.getFirst(), said.getLast());
    }

    /// Walks with few descriptors left, not ahead and then ahead.
    public static void main(String[] arguments) throws Exception {
        var root = Path.of(arguments[0]);
        // A class that is loaded later would need a descriptor too.
        Class.forName(Failures.class.getName());
        System.err.println(end(root.resolve("none"), 0) + end(root, NEVER) + end(root, 0));
        var taken = new ArrayList<FileInputStream>();
        try {
            while (true) taken.add(new FileInputStream("/dev/null"));
        } catch (IOException e) {
            for (int i = 0; i < 10; i++) taken.removeLast().close();
        }
        var alone = end(root, NEVER);
        var ahead = end(root, 0);
        for (var file : taken) file.close();
        System.out.println(alone + "\n" + ahead);
    }

    private static String end(Path root, int aheadAfter) {
        int events = 0;
        try (var cursor =
                FileTree.of(Walk.path(root), FileTreeOptions.ALL, aheadAfter).open(_ -> {})) {
            while (cursor.next() != null) events++;
            return "all";
        } catch (IOException e) {
            return e.getMessage() + " after " + events;
        }
    }

    private void assertSame(FileTreeOptions options, int noticesMin) throws IOException {
        var expected = lines(options, NEVER);
        long notices =
                expected.stream().filter(line -> line.startsWith("Notice")).count();
        assertTrue(notices >= noticesMin, notices + " notices");
        for (int after : new int[] {0, 1, 50, 400}) assertEquals(expected, lines(options, after));
    }

    /// All that a walk says, in its order.
    private List<String> lines(FileTreeOptions options, int aheadAfter) throws IOException {
        var lines = new ArrayList<String>();
        var tree = FileTree.of(Walk.path(root), options, aheadAfter);
        try (var cursor = tree.open(notice -> lines.add(notice.toString()))) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                switch (event) {
                    case SourceEvent.Enter(var entry) -> lines.add("enter " + all(entry));
                    case SourceEvent.Item(var entry) -> lines.add("item " + all(entry));
                    case SourceEvent.Leave() -> lines.add("leave");
                }
            }
        }
        return lines;
    }

    private static String all(SourceEntry entry) throws IOException {
        return entry.path() + " " + entry.facts() + " " + entry.metadata();
    }

    /// The most descriptors beneath the root while everything there is walked.
    private int descriptorsOf(int aheadAfter) throws IOException {
        int most = 0;
        int events = 0;
        try (var cursor = cursor(aheadAfter)) {
            while (cursor.next() != null) {
                if (events++ % 50 == 0) most = Math.max(most, open().size());
            }
        }
        return most;
    }

    private SourceCursor cursor(int aheadAfter) throws IOException {
        return FileTree.of(Walk.path(root), FileTreeOptions.ALL, aheadAfter).open(_ -> {});
    }

    /// What this process has open at or beneath the root.
    private List<Path> open() throws IOException {
        var open = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : all) {
                try {
                    var path = Files.readSymbolicLink(descriptor);
                    if (path.startsWith(root)) open.add(path);
                } catch (NoSuchFileException e) {
                    // Closed in between.
                }
            }
        }
        return open;
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("walk/ahead"))
                .toList();
    }

    /// Directories with files in them, and files.
    private static void plant(Path place, int directories, int files) throws IOException {
        for (int d = 0; d < directories; d++) {
            plant(Files.createDirectory(place.resolve("d" + d)), 0, files);
            if (files > 0) {
                var inner = Files.createDirectory(place.resolve("d" + d + "/inner"));
                Files.createFile(inner.resolve("x"));
            }
        }
        for (int f = 0; f < files; f++) Files.createFile(place.resolve("f" + f));
    }
}
