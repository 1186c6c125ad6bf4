package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a restore that died leaves where the file system has no files without a name, and
/// what the next one makes of it.
final class UnfinishedFilesTest {

    private static final String OURS = ".holdfast-0123456789abcdef.part";

    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path tree;
    private Path target;

    @BeforeEach
    void restoreOnce() throws IOException, InterruptedException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        tree = scratch.path().resolve("tree");
        target = scratch.path().resolve("target");
        Files.createDirectories(tree.resolve("sub"));
        Files.writeString(tree.resolve("a"), "alpha");
        Files.writeString(tree.resolve("sub/b"), "beta");
        Files.writeString(tree.resolve("sub/.holdfast-00000000000000aa.part"), "backed up");
        repository.backup(tree);
        restores().run(target);
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
        scratch.close();
    }

    private Restores restores() {
        return new Restores(repository, scratch.path());
    }

    @Test
    void theNextRestoreRemovesWhatADeadOneLeft() throws IOException, InterruptedException {
        for (var overwrite : Overwrite.values()) {
            Files.writeString(target.resolve(OURS), "half");
            Files.writeString(target.resolve("sub").resolve(OURS), "half");
            assertEquals(2, restores().overwrite(overwrite).plan(target).removals());
            restores().overwrite(overwrite).run(target);
            assertEquals(names(tree), names(target), overwrite.toString());
        }
        assertEquals(0, restores().plan(target).removals());
    }

    @Test
    void aRestoreOfOneFileCleansItsDirectory() throws IOException, InterruptedException {
        Files.writeString(target.resolve(OURS), "half");
        Files.writeString(target.resolve("sub").resolve(OURS), "half");
        restores().place("a").run(target);
        assertTrue(Files.notExists(target.resolve(OURS)));
        assertTrue(Files.exists(target.resolve("sub").resolve(OURS)), "it was not there");
    }

    @Test
    void nothingElseIsTakenForOurs() throws IOException, InterruptedException {
        var stay = List.of(
                ".holdfast-0123456789abcdef.part~",
                ".holdfast-0123456789ABCDEF.part",
                ".holdfast-0123456789abcde.part",
                ".holdfast-0123456789abcdefg.part",
                "holdfast-0123456789abcdef.part",
                "x.holdfast-0123456789abcde.part",
                ".holdfast-0123456789abcde\n.part");
        for (var name : stay) Files.writeString(target.resolve(name), "theirs");
        var outside = Files.writeString(scratch.path().resolve("outside"), "theirs");
        var link = target.resolve(".holdfast-0000000000000001.part");
        Files.createSymbolicLink(link, outside);
        var hard = target.resolve(".holdfast-0000000000000002.part");
        Files.createLink(hard, outside);
        var directory = Files.createDirectory(target.resolve(".holdfast-0000000000000003.part"));
        Files.writeString(directory.resolve("in-it"), "theirs");
        restores().run(target);
        for (var name : stay) assertTrue(Files.exists(target.resolve(name)), name);
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.exists(hard));
        assertTrue(Files.exists(directory.resolve("in-it")));
        assertEquals("theirs", Files.readString(outside));
        assertEquals(
                "backed up",
                Files.readString(target.resolve("sub/.holdfast-00000000000000aa.part")));
    }

    @Test
    void whatALivingRunIsWritingStays() throws IOException, InterruptedException {
        var theirs = Files.writeString(target.resolve(OURS), "half");
        var process = new ProcessBuilder("flock", "-x", theirs.toString(), "sh", "-c", "echo; cat")
                .start();
        try {
            assertEquals('\n', process.getInputStream().read());
            restores().run(target);
            assertTrue(Files.exists(theirs));
        } finally {
            process.getOutputStream().close(); // Lets it end by itself, and all it started.
        }
        process.waitFor();
        restores().run(target);
        assertTrue(Files.notExists(theirs));
    }

    @Test
    void withDeleteItIsRemovedOnce() throws IOException, InterruptedException {
        Files.writeString(target.resolve(OURS), "half");
        Files.writeString(target.resolve("more"), "surplus");
        assertEquals(2, restores().delete().plan(target).removals());
        restores().delete().run(target);
        assertEquals(names(tree), names(target));
    }

    private static Set<String> names(Path directory) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(directory)) {
            files.forEach(file -> names.add(directory.relativize(file).toString()));
        }
        return names;
    }
}
