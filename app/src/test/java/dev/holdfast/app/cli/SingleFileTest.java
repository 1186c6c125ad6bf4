package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// One file as a source: backed up, seen and given back without its neighbours.
final class SingleFileTest {

    @TempDir
    private Path directory;

    private CommandRun person = new CommandRun(Path.of("/"));
    private Path tree = Path.of("/");
    private Path file = Path.of("/");

    @BeforeEach
    void aFileWithANeighbour() throws IOException {
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
        file = Files.writeString(tree.resolve("letter"), "dear");
        Files.writeString(tree.resolve("neighbour"), "other");
    }

    @Test
    void itIsSeenUnderItsWholePath() {
        run("backup", file.toString());
        assertTrue(run("snapshots").out().contains(" " + file + "\n"));
        assertTrue(run("ls", "latest").out().endsWith(file + "\n"));
        assertTrue(run("ls", "latest:" + file).out().endsWith(file + "\n"));
        assertFalse(run("ls", "latest:" + tree).out().contains("neighbour"));
        assertEquals("dear", run("cat", "latest:" + file).out());
    }

    @Test
    void itComesBackUnderItsPathOrByItself() throws IOException {
        run("backup", file.toString());
        var below = directory.resolve("below");
        run("restore", "latest", "--target", below.toString());
        assertEquals("dear", Files.readString(Path.of(below + file.toString())));
        var alone = directory.resolve("alone");
        run("restore", "latest:" + file, "--target", alone.toString(), "--verify");
        assertEquals("dear", Files.readString(alone.resolve("letter")));
    }

    @Test
    void puttingItBackTouchesNothingElseInItsDirectory() throws IOException {
        run("backup", file.toString());
        Files.writeString(file, "spoiled");
        var mode = PosixFilePermissions.fromString("rwx--x--x");
        Files.setPosixFilePermissions(tree, mode);
        for (var place : List.of("latest", "latest:" + tree)) {
            var target = place.equals("latest") ? "/" : tree.toString();
            run("restore", place, "--target", target, "--delete");
            assertEquals("dear", Files.readString(file));
            assertEquals("other", Files.readString(tree.resolve("neighbour")));
            assertEquals(mode, Files.getPosixFilePermissions(tree));
        }
    }

    @Test
    void everyFileAndItsDirectoryHaveHistoriesOfTheirOwn() throws IOException {
        var neighbour = tree.resolve("neighbour").toString();
        for (int i = 0; i < 2; i++) run("backup", file.toString(), neighbour, tree.toString());
        var lineages = lineages();
        assertEquals(6, lineages.size());
        assertEquals(lineages.subList(0, 3), lineages.subList(3, 6));
        assertNotEquals(lineages.get(0), lineages.get(1));
        assertNotEquals(lineages.get(0), lineages.get(2));
        assertNotEquals(lineages.get(1), lineages.get(2));
    }

    @Test
    void excludesAreForWhatIsInsideADirectory() {
        run("backup", "--exclude", "letter", "--exclude-larger-than", "1", file.toString());
        assertEquals("dear", run("cat", "latest:" + file).out());
        var list = person.run("backup", "--files-from", "-", file.toString());
        assertEquals(ExitCode.USAGE, list.code());
    }

    @Test
    void aListFromStandardInputHoldsForEverySource() throws IOException {
        var other = Files.createDirectory(directory.resolve("other"));
        for (var root : List.of(tree, other)) {
            Files.writeString(root.resolve("wanted"), "w");
            Files.writeString(root.resolve("left-out"), "l");
        }
        var list = "wanted\n".getBytes(StandardCharsets.UTF_8);
        var ended = person.runWith(
                list, "backup", "--files-from", "-", tree.toString(), other.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        for (var place : List.of("latest", "latest~1")) {
            var listed = run("ls", place).out();
            assertTrue(listed.contains("/wanted\n") && !listed.contains("left-out"), listed);
        }
    }

    @Test
    void anEmptyListIsNoBackup() {
        var ended = person.run("backup", "--files-from", "-", tree.toString());
        assertEquals(ExitCode.USAGE, ended.code());
        assertFalse(Files.exists(person.repository()));
    }

    @Test
    void aMissingFileMakesNoSnapshotOfAnything() {
        var ended = person.run("backup", tree.toString(), tree + "/none");
        assertEquals(ExitCode.FAILED, ended.code());
        assertTrue(ended.error().contains(tree + "/none"), ended.error());
        assertFalse(Files.exists(person.repository()));
    }

    private List<String> lineages() throws IOException {
        var found = new ArrayList<String>();
        var json = JsonReader.read("snapshots", run("snapshots", "--json").out());
        for (var snapshot : ((Json.JsonObject) json).array("snapshots")) {
            found.add(((Json.JsonObject) snapshot).text("lineage"));
        }
        return found;
    }

    private CommandRun.Ended run(String... arguments) {
        var ended = person.run(arguments);
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        return ended;
    }
}
