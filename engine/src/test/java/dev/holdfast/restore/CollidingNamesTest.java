package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.ByteString;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.SysException;
import dev.holdfast.testkit.LoopDisk;
import dev.holdfast.testkit.ScratchDirectory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/// Names that the source tells apart and the file system of the target does not: no file is
/// written over another one of the same snapshot, and what is not there is said (I2).
final class CollidingNamesTest {

    private static final FileTime TIME = FileTime.fromMillis(1_600_000_000_000L);

    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path tree;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        tree = Files.createDirectory(scratch.path().resolve("tree"));
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        scratch.close();
    }

    private void write(String name, String content) throws IOException {
        var file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, TIME);
    }

    @Test
    void i2OfNamesThatDifferInCaseOneIsKeptAndTheOthersAreNamed() throws Exception {
        write("File", "one");
        write("file", "two");
        write("FILE", "six");
        write("other", "other");
        write("Directory/only", "upper");
        write("directory/only", "lower");
        repository.backup(tree);
        try (var disk = LoopDisk.foldingOrSkip(scratch.path().resolve("disk"))) {
            var target = disk.directory().resolve("target");
            // The second time everything is there, with the same sizes and times.
            for (int run = 0; run < 2; run++) {
                var restores = new Restores(repository, scratch.path());
                assertFalse(restores.run(target).isWhole(), "run " + run);
                assertEquals(List.of("directory", "file", "file"), unnamed(restores), "run " + run);
                assertEquals("other", Files.readString(target.resolve("other")));
                var kept = Files.readString(target.resolve("file"));
                assertTrue(List.of("one", "two", "six").contains(kept), kept);
                assertEquals("upper", Files.readString(target.resolve("directory/only")));
            }
        }
    }

    /// Those of which it is said that another one is there, in lower case.
    private static List<String> unnamed(Restores restores) {
        return restores.notices.stream()
                .filter(notice -> notice.detail().contains("takes its name for another one"))
                .map(notice -> notice.path().toString().toLowerCase(java.util.Locale.ROOT))
                .sorted()
                .toList();
    }

    @Test
    void whatIsThereUnderExactlyThatNameIsReplaced() throws Exception {
        write("file", "new");
        write("directory/only", "new");
        repository.backup(tree);
        var target = scratch.path().resolve("target");
        Files.createDirectories(target.resolve("directory"));
        Files.writeString(target.resolve("file"), "old, and longer");
        assertTrue(new Restores(repository, scratch.path()).run(target).isWhole());
        assertEquals("new", Files.readString(target.resolve("file")));
    }

    @Test
    void aNameThatTheDirectoryDoesNotListIsNotReplaced() throws Exception {
        var names = new ExactNames();
        Files.writeString(tree.resolve("Name"), "");
        try (var fd = Fcntl.open(ByteString.utf8(tree.toString()), Fcntl.O_RDONLY)) {
            assertTrue(names.has(fd, ByteString.utf8("Name")));
            assertFalse(names.has(fd, ByteString.utf8("name")));
            assertFalse(names.has(fd, ByteString.utf8("Nam")));
        }
        assertTrue(SysException.exists("rename", ByteString.utf8("name")).is(Errno.EEXIST));
    }
}
