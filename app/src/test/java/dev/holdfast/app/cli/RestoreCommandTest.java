package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class RestoreCommandTest {

    @TempDir
    private Path directory;

    private CommandRun person;
    private Path tree;
    private Path target;

    @BeforeEach
    void backUp() throws IOException {
        tree = directory.resolve("tree");
        target = directory.resolve("target");
        Files.createDirectories(tree.resolve("sub/deeper"));
        Files.writeString(tree.resolve("a"), "alpha");
        Files.writeString(tree.resolve("sub/b"), "beta");
        Files.writeString(tree.resolve("sub/deeper/c.log"), "gamma");
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        assertEquals(ExitCode.OK, person.run("backup", tree.toString()).code());
    }

    private CommandRun.Ended restore(String place, String... options) {
        var arguments = new java.util.ArrayList<String>();
        arguments.add("restore");
        arguments.add(place);
        arguments.add("--target");
        arguments.add(target.toString());
        arguments.addAll(java.util.List.of(options));
        return person.run(arguments.toArray(new String[0]));
    }

    @Test
    void aWholeSnapshotGoesBelowTheTargetUnderItsSourcePath() throws IOException {
        var ended = restore("latest", "--verify");
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        var below = target.resolve(tree.toString().substring(1));
        assertEquals("alpha", Files.readString(below.resolve("a")));
        assertEquals("gamma", Files.readString(below.resolve("sub/deeper/c.log")));
    }

    @Test
    void thePlaceOfADirectoryGivesItsContents() throws IOException {
        var ended = restore("latest:" + tree + "/sub");
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertEquals("beta", Files.readString(target.resolve("b")));
        assertEquals(ExitCode.OK, restore("latest:" + tree + "/a").code());
        assertEquals("alpha", Files.readString(target.resolve("a")));
    }

    @Test
    void aDryRunWritesNothingAndSaysHowMuchThereIs() {
        var ended = restore("latest", "--dry-run");
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertTrue(ended.out().contains("would write 3 files"), ended.out());
        assertFalse(Files.exists(target));
    }

    @Test
    void patternsChooseWhatIsRestored() throws IOException {
        assertEquals(
                ExitCode.OK, restore("latest:" + tree, "--include", "*.log").code());
        assertTrue(Files.exists(target.resolve("sub/deeper/c.log")));
        assertFalse(Files.exists(target.resolve("a")));
        assertFalse(Files.exists(target.resolve("sub/b")));
        assertEquals(
                ExitCode.OK,
                restore("latest:" + tree, "--exclude", "/sub/deeper", "--exclude", "a")
                        .code());
        assertTrue(Files.exists(target.resolve("sub/b")));
        assertFalse(Files.exists(target.resolve("a")));
    }

    @Test
    void deletingNeverTakesTheRepository() throws IOException {
        // The repository lies in the restored directory, and not in the snapshot.
        var home = person.home();
        Files.writeString(home.resolve("note"), "kept");
        assertEquals(ExitCode.OK, person.run("backup", home.toString()).code());
        Files.writeString(home.resolve("surplus"), "");
        var ended =
                person.run("restore", "latest:" + home, "--target", home.toString(), "--delete");
        assertEquals("kept", Files.readString(home.resolve("note")));
        assertFalse(Files.exists(home.resolve("surplus")), ended.error());
        assertEquals(ExitCode.OK, person.run("snapshots").code());
    }

    @Test
    void wordsThatMeanNothingAreRefusedBeforeAnythingIsWritten() {
        assertEquals(
                ExitCode.USAGE, restore("latest", "--overwrite", "sometimes").code());
        assertEquals(ExitCode.USAGE, restore("latest", "--owner", "by-name").code());
        assertEquals(ExitCode.FAILED, restore("latest:/nowhere").code());
        assertEquals(ExitCode.USAGE, restore("latest", "--price", "aws").code());
        assertFalse(Files.exists(target));
    }

    @Test
    void aPlaceWithoutARootIsNotTakenForAMissingSnapshot() {
        var ended = restore("latest:a");
        assertEquals(ExitCode.FAILED, ended.code());
        assertTrue(ended.error().contains("SNAPSHOT:/absolute/path"), ended.error());
    }

    @Test
    void whatWouldBeRemovedIsNamedOnRequest() throws IOException {
        assertEquals(ExitCode.OK, restore("latest:" + tree).code());
        var surplus = Files.createDirectory(target.resolve("sub/surplus"));
        Files.writeString(surplus.resolve("inside"), "");
        var planned = restore("latest:" + tree, "--delete", "--dry-run", "--verbose");
        assertEquals(ExitCode.OK, planned.code(), planned.error());
        assertTrue(planned.error().contains(surplus + ": is removed"), planned.error());
        assertFalse(planned.error().contains("inside"), planned.error());
        assertTrue(Files.exists(surplus.resolve("inside")));
    }

    @Test
    void theAccountIsOneDocumentForPrograms() {
        var ended = restore("latest", "--json");
        assertEquals(1, ended.out().lines().count(), ended.out());
        assertTrue(ended.out().contains("\"files\":3"), ended.out());
        assertTrue(ended.out().contains("\"whole\":true"), ended.out());
    }
}
