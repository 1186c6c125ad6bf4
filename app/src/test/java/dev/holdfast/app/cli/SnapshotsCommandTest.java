package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The list of snapshots: what it leaves out, and in which groups it shows the rest.
final class SnapshotsCommandTest {

    @TempDir
    private Path directory;

    private CommandRun person = new CommandRun(Path.of("/"));
    private Path a = Path.of("/");
    private Path b = Path.of("/");

    /// Two directories, two hosts, three tags: nine snapshots, named in the order they were
    /// made.
    @BeforeEach
    void nineSnapshots() throws IOException {
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        a = Files.createDirectory(directory.resolve("a"));
        b = Files.createDirectory(directory.resolve("b"));
        backup(a, "s1", "ada", "why=daily");
        backup(a, "s2", "ada", "why=move", "big=yes");
        backup(b, "s3", "ada", "why=move");
        backup(a, "s4", "bob", "why=move");
        backup(a, "s5", "ada", "why=daily");
        backup(b, "s6", "bob");
        backup(a, "s7", "bob", "why=daily");
        backup(b, "s8", "ada", "why=move");
        backup(a, "s9", "ada", "why=move");
    }

    @Test
    void allAreListedInTheOrderTheyWereMade() {
        assertEquals("s1 s2 s3 s4 s5 s6 s7 s8 s9", names());
    }

    @Test
    void aTagLeavesThoseThatHaveItAndSeveralAllOfThem() {
        assertEquals("s2 s3 s4 s8 s9", names("--tag", "why=move"));
        assertEquals("s1 s2 s3 s4 s5 s7 s8 s9", names("--tag", "why"));
        assertEquals("s2", names("--tag", "why=move", "--tag", "big"));
        assertEquals("", names("--tag", "why=never"));
    }

    @Test
    void latestCountsAmongWhatTheOthersLeave() {
        assertEquals("s6 s7 s8 s9", names("--latest", "1"));
        assertEquals("s3 s4 s5 s6 s7 s8 s9", names("--latest", "2"));
        assertEquals("s8 s9", names("--latest", "1", "--host", "ada"));
        assertEquals("s4 s8 s9", names("--latest", "1", "--tag", "why=move"));
        assertEquals("s2 s3 s8 s9", names("--host", "ada", "--tag", "why=move"));
        assertEquals("s5", names("--host", "ada", "--tag", "why=daily", "--latest", "1"));
        assertEquals("", names("--latest", "0"));
    }

    @Test
    void groupsAreThoseThatAgree() {
        assertEquals(
                List.of("ada: s1 s2 s3 s5 s8 s9", "bob: s4 s6 s7"), groups("--group-by", "host"));
        assertEquals(
                List.of(a + ": s1 s2 s4 s5 s7 s9", b + ": s3 s6 s8"), groups("--group-by", "path"));
        assertEquals(
                List.of(
                        "ada " + a + ": s9",
                        "ada " + b + ": s8",
                        "bob " + a + ": s7",
                        "bob " + b + ": s6"),
                groups("--group-by", "host,path", "--latest", "1"));
        assertEquals(
                List.of(
                        "{why=daily}: s5 s7",
                        "{big=yes, why=move}: s2",
                        "{why=move}: s8 s9",
                        "{}: s6"),
                groups("--group-by", "tag", "--latest", "2"));
        assertEquals(4, groups("--group-by", "lineage").size());
        assertEquals(1, groups("--group-by=").size());
        assertEquals(
                ExitCode.USAGE, person.run("snapshots", "--group-by", "size").code());
    }

    @Test
    void programsGetTheGroupsAndTheTagsThatWereAskedFor() throws IOException {
        var json =
                ok("snapshots", "--json", "--group-by", "host", "--tag", "big").out();
        var groups = ((Json.JsonObject) JsonReader.read("out", json)).array("groups");
        assertEquals(1, groups.size());
        var group = (Json.JsonObject) groups.getFirst();
        assertEquals("ada", group.text("group"));
        var snapshot = (Json.JsonObject) group.array("snapshots").getFirst();
        assertEquals("s2", snapshot.text("name"));
        assertEquals("move", snapshot.object("tags").text("why"));
        assertFalse(ok("snapshots", "--json").out().contains("tags"), "nobody asked");
    }

    @Test
    void withoutAKeyTagsAreRefusedAndTheRestIsListed() throws IOException {
        Files.delete(person.home().resolve(".config/holdfast/identity.txt"));
        assertEquals(ExitCode.WRONG_KEY, person.run("snapshots", "--tag", "why").code());
        assertEquals("s6 s7 s8 s9", names("--latest", "1"));
        Files.move(person.home().resolve(".local/state"), directory.resolve("elsewhere"));
        var listed = ok("snapshots", "--group-by", "host").out();
        assertTrue(listed.startsWith("not known without a key\n"), listed);
        assertEquals(4, ok("snapshots", "-q", "--latest", "1").out().lines().count());
    }

    private void backup(Path tree, String name, String host, String... tags) {
        var arguments =
                new ArrayList<>(List.of("backup", tree.toString(), "--name", name, "--host", host));
        for (var tag : tags) arguments.addAll(List.of("--tag", tag));
        ok(arguments.toArray(String[]::new));
    }

    private String names(String... options) {
        return String.join(
                " ", rows(options).stream().map(SnapshotsCommandTest::name).toList());
    }

    /// `group: names`.
    private List<String> groups(String... options) {
        var groups = new ArrayList<String>();
        for (var row : rows(options)) {
            if (row.startsWith("  ")) groups.add(groups.removeLast() + " " + name(row.strip()));
            else groups.add(row + ":");
        }
        return groups;
    }

    private List<String> rows(String... options) {
        var arguments = new ArrayList<>(List.of("snapshots", "-q"));
        arguments.addAll(List.of(options));
        return ok(arguments.toArray(String[]::new)).out().lines().toList();
    }

    private static String name(String row) {
        return row.split(" +", -1)[2];
    }

    private CommandRun.Ended ok(String... arguments) {
        var ended = person.run(arguments);
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        return ended;
    }
}
