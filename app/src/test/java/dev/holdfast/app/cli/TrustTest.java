package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whose snapshots are read, and what a host that backs up has to hold.
final class TrustTest {

    @TempDir
    private Path directory;

    @Test
    void aSnapshotOfAnUnknownWriterIsReadOnlyWhenItsWriterIsTrusted() throws IOException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("a"), "alpha");
        var owner = new CommandRun(Files.createDirectory(directory.resolve("owner")));
        assertEquals(ExitCode.OK, owner.run("init").code());
        var place = owner.repository().toString();
        // Another host: it has the repository's place and not one secret.
        var host = new CommandRun(Files.createDirectory(directory.resolve("host")));
        var backup = host.run("backup", "-r", place, tree.toString());
        assertEquals(ExitCode.OK, backup.code(), backup.error());
        assertFalse(Files.exists(host.home().resolve(".config")), "a writer made an identity");
        assertEquals(ExitCode.WRONG_KEY, host.run("ls", "-r", place, "latest").code());

        var refused = owner.run("cat", "latest:" + tree + "/a");
        assertEquals(ExitCode.WRONG_KEY, refused.code());
        assertEquals("", refused.out());
        var writer = writer(owner.run("snapshots", "--json").out());
        var trusted = owner.run("cat", "latest:" + tree + "/a", "--trust-writer", writer);
        assertEquals("alpha", trusted.out(), trusted.error());
        assertEquals(
                ExitCode.WRONG_KEY, owner.run("cat", "latest:" + tree + "/a").code());

        assertEquals(ExitCode.OK, owner.run("key", "admit", writer).code());
        assertEquals("alpha", owner.run("cat", "latest:" + tree + "/a").out());
    }

    @Test
    void aBrowserListsEntriesAndReadsNoContent() throws IOException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("a"), "alpha");
        var owner = new CommandRun(Files.createDirectory(directory.resolve("owner")));
        assertEquals(ExitCode.OK, owner.run("backup", tree.toString()).code());
        var phrase =
                Files.writeString(directory.resolve("phrase"), "just looking\n").toString();
        var added = owner.run("key", "add", "--browser", "--new-passphrase-file", phrase);
        assertEquals(ExitCode.OK, added.code(), added.error());
        var listed = owner.run("ls", "latest", "--passphrase-file", phrase);
        assertTrue(listed.out().contains("/a"), listed.error());
        var read = owner.run("cat", "latest:" + tree + "/a", "--passphrase-file", phrase);
        assertEquals(ExitCode.WRONG_KEY, read.code(), read.error());
        assertEquals("", read.out());
    }

    @Test
    void theLastKeyOfAPersonIsNotRemoved() throws IOException {
        var owner = new CommandRun(Files.createDirectory(directory.resolve("owner")));
        assertEquals(ExitCode.OK, owner.run("init").code());
        var yours = owner.run("key", "list")
                .out()
                .lines()
                .filter(l -> l.contains("yours"))
                .toList();
        assertEquals(1, yours.size());
        var name = yours.getFirst().substring(0, 8);
        assertEquals(ExitCode.FAILED, owner.run("key", "remove", name).code());
        assertEquals(ExitCode.OK, owner.run("key", "list").code());
    }

    private static String writer(String json) throws CorruptDataException {
        var snapshots = JsonReader.read("test", json.strip());
        if (snapshots instanceof Json.JsonObject object
                && object.array("snapshots").getFirst() instanceof Json.JsonObject snapshot) {
            return snapshot.text("writer");
        }
        throw new CorruptDataException(json);
    }
}
