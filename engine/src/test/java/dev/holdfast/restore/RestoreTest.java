package dev.holdfast.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
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
import java.util.regex.Pattern;

/// What a restore gives back is what was backed up, as other programs see it.
final class RestoreTest {

    private static final Pattern LONG_LINK = Pattern.compile("/299-d+/(bottom|other.{4}name) ");

    private ScratchDirectory scratch;
    private TestRepository repository;
    private Path tree;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        scratch = ScratchDirectory.make();
        repository = new TestRepository(new MemoryStore(), scratch.path().resolve("state"));
        tree = scratch.path().resolve("tree");
        target = scratch.path().resolve("target");
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
    void aTreeWithEverySpecialCaseComesBackTheSameToEveryJudge() throws Exception {
        SpecialTree.make(tree, 1, 300);
        repository.backup(tree);
        var restore = restores().verify();
        var summary = restore.run(target);
        assertEquals(List.of(), restore.notices);
        assertTrue(summary.isWhole());
        // Only these two are known to differ: their path is too long for a hard link in an
        // archive, which the backup told.
        var judged = TreeJudges.judge(tree, target).stream()
                .filter(line -> !LONG_LINK.matcher(line).find())
                .toList();
        assertEquals(List.of(), judged);
        assertEquals(summary.bytes(), summary.verifiedBytes());
        assertEquals(0, restore.leftovers());
    }

    @Test
    void contentsOfEverySizeClassComeBack() throws Exception {
        RandomFiles.make(tree, Seeds.random("contentsOfEverySizeClassComeBack"));
        repository.backup(tree);
        var restore = restores();
        var planned = restore.plan(target);
        assertFalse(Files.exists(target), "a plan writes nothing");
        var summary = restore.run(target);
        assertEquals(planned, summary.planned());
        assertEquals(planned.files(), summary.files());
        assertEquals(planned.bytes(), summary.bytes());
        assertSame(tree, target);
    }

    @Test
    void aWholeSnapshotGoesBelowTheTargetUnderItsSourcePath() throws Exception {
        RandomFiles.make(tree, Seeds.random("below"));
        repository.backup(tree);
        restores().below(tree.toString().substring(1)).run(target);
        assertSame(tree, target.resolve(tree.toString().substring(1)));
    }

    @Test
    void aPlaceIsRestoredWithoutTheRest() throws Exception {
        RandomFiles.make(tree, Seeds.random("place"));
        repository.backup(tree);
        restores().place("d3").run(target);
        assertEquals(List.of(), TreeJudges.rsync(tree.resolve("d3"), target));
        restores().place("d3/f3").run(scratch.path().resolve("one"));
        assertArrayEquals(
                Files.readAllBytes(tree.resolve("d3/f3")),
                Files.readAllBytes(scratch.path().resolve("one/f3")));
    }

    /// The archive says nothing of what is above its root.
    @Test
    void directoriesOnTheWayAreAsMkdirMakesThemAndOldOnesStayAsTheyAre() throws Exception {
        Files.createDirectories(tree.resolve("d"));
        Files.writeString(tree.resolve("d/file"), "content");
        Tool.run(tree, "chmod", "0750", ".").get();
        repository.backup(tree);
        var usual = Tool.run(scratch.path(), "sh", "-c", "mkdir usual; stat -c %a usual")
                .get();
        restores().below("one/two/tree").run(target);
        assertEquals(usual + usual + usual + "750\n", modes(". one one/two one/two/tree"));
        Tool.run(target, "chmod", "0511", "one", "one/two").get();
        restores().below("one/two/tree").run(target);
        assertEquals("511\n511\n750\n", modes("one one/two one/two/tree"));
        restores().place("d/file").run(target.resolve("new"));
        assertEquals(usual, modes("new"));
    }

    private String modes(String names) throws Exception {
        return Tool.run(target, "sh", "-c", "stat -c %a " + names).get();
    }

    @Test
    void aMetadataStreamThatIsNotTheOneTheDatabaseNamesIsRefusedBeforeAnythingIsWritten()
            throws Exception {
        ForgedArchive.of(to -> ForgedArchive.file(to, "file"))
                .claiming(Sha256.hash(new byte[] {1}))
                .commit(repository);
        var failure = assertThrows(CorruptDataException.class, () -> restores().run(target));
        assertTrue(String.valueOf(failure.getMessage()).contains("its database says 4bf5122f"));
        assertFalse(Files.exists(target));
    }

    private static void assertSame(Path original, Path copy) throws Exception {
        assertEquals(List.of(), TreeJudges.rsync(original, copy));
        assertEquals(TreeJudges.dump(original), TreeJudges.dump(copy));
    }
}
