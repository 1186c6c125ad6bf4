package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.Notice;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class OneFileTest {

    private ScratchDirectory scratch;
    private Path root;
    private final List<Notice> notices = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        scratch = ScratchDirectory.make();
        root = Files.createDirectory(scratch.path().resolve("root"));
        Files.writeString(root.resolve("file"), "content");
        Files.writeString(root.resolve("sibling"), "other");
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    @Test
    void oneFileComesAloneInItsDirectory() throws IOException {
        assertEquals(List.of("/", "file"), walk("file"));
        assertEquals(List.of(), notices);
    }

    @Test
    void whatWasNamedIsTakenWhateverAnIgnoreFileSays() throws IOException {
        // An ignore file holds for a walk through its directory, not for what was named.
        Files.writeString(root.resolve(".holdfastignore"), "file\n");
        assertEquals(List.of("/", "file"), walk("file"));
    }

    @Test
    void everyTypeButADirectoryIsAFile() throws Exception {
        Tool.run(root, "mkfifo", "fifo");
        assertEquals(List.of("/", "fifo"), walk("fifo"));
        Files.createDirectory(root.resolve("directory"));
        assertNull(OneFile.find(path("directory")));
        Files.createSymbolicLink(root.resolve("there"), Path.of("directory"));
        assertNull(OneFile.find(path("there")), "a link to a directory stands for it");
        assertNull(OneFile.find(ByteString.utf8("/")));
    }

    @Test
    void aLinkIsTakenAsALinkAndThatIsSaid() throws IOException {
        for (var target : List.of("file", "nowhere", "loop")) {
            var link = root.resolve(target.equals("loop") ? "loop" : "to-" + target);
            Files.createSymbolicLink(link, Path.of(target));
            notices.clear();
            assertEquals(List.of("/", name(link)), walk(name(link)));
            assertEquals(1, notices.size());
            assertEquals(Notice.Kind.SPECIAL, notices.getFirst().kind());
        }
    }

    @Test
    void theWayThereMayLeadThroughLinks() throws IOException {
        Files.createSymbolicLink(scratch.path().resolve("way"), root);
        var file = OneFile.find(Walk.path(scratch.path().resolve("way/file")));
        assertEquals(List.of("/", "file"), walk(Objects.requireNonNull(file)));
    }

    @Test
    void nothingThereIsAnError() {
        var refused = assertThrows(IOException.class, () -> OneFile.find(path("none")));
        assertTrue(String.valueOf(refused.getMessage()).contains("root/none"), refused::toString);
        assertThrows(IOException.class, () -> OneFile.find(path("none/file")));
        assertThrows(IOException.class, () -> OneFile.find(path("file/below")));
    }

    @Test
    void aFileThatVanishesFailsTheWalk() throws IOException {
        var file = Objects.requireNonNull(OneFile.find(path("file")));
        Files.delete(root.resolve("file"));
        assertThrows(IOException.class, () -> walk(file));
    }

    @Test
    void aFileThatCannotBeReadFailsTheWalk() throws IOException {
        var file = Objects.requireNonNull(OneFile.find(path("file")));
        try (var cursor = file.open(notices::add)) {
            cursor.next();
            var item = (SourceEvent.Item) Objects.requireNonNull(cursor.next());
            Files.delete(root.resolve("file"));
            assertNull(item.entry().open());
            assertThrows(IOException.class, cursor::next);
        }
    }

    @Test
    void aFileThatBecomesADirectoryFailsTheWalk() throws IOException {
        var file = Objects.requireNonNull(OneFile.find(path("file")));
        Files.delete(root.resolve("file"));
        Files.createDirectories(root.resolve("file/inside"));
        assertThrows(IOException.class, () -> walk(file));
    }

    @Test
    void filesOfVirtualFileSystemsAreRefusedForTheyLookEmpty() throws IOException {
        var file = Objects.requireNonNull(OneFile.find(ByteString.utf8("/proc/cpuinfo")));
        var refused = assertThrows(IOException.class, () -> walk(file));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("/proc/cpuinfo: "));
    }

    private ByteString path(String name) {
        return Walk.path(root.resolve(name));
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private List<String> walk(String name) throws IOException {
        return walk(Objects.requireNonNull(OneFile.find(path(name))));
    }

    private List<String> walk(OneFile file) throws IOException {
        var paths = new ArrayList<String>();
        try (var cursor = file.open(notices::add)) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                switch (event) {
                    case SourceEvent.Enter(var entry) -> paths.add(entry.path().latin1() + "/");
                    case SourceEvent.Item(var entry) -> {
                        assertNotNull(entry.metadata());
                        paths.add(entry.path().latin1());
                    }
                    case SourceEvent.Leave() -> {}
                }
            }
        }
        return paths;
    }
}
