package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.BackupJob;
import dev.holdfast.backup.BackupProgress;
import dev.holdfast.backup.BackupRequest;
import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.Decisions;
import dev.holdfast.backup.Keys;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.JsonReader;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.FileTreeOptions;
import dev.holdfast.store.local.LocalStore;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A writer who is trusted and lies: every text that a snapshot has of itself, host, name,
/// source, tags, options, version, is one that a terminal, a shell, JSON or a list would take
/// for something else. Whatever a command shows of it is harmless, and ends as it always does
/// (I8).
final class HostileSnapshotsTest {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\n",
            "/",
            "latest",
            "--json",
            "-r",
            "two\nlines\r\tand\bmore\f",
            "\u001b]0;owned\u0007\u001b[31m\u001b[2J\u001bc",
            "\u009b2J\u0085\u007f\u0000end",
            "\u202emoc.live\u2066\u2069\u200e\u2028\u2029",
            "\ufeff\ufffe\uffff\ud83d\ude00",
            "\"}],\"snapshots\":[{\\u001b",
            "%s%n%1$d {0} ${HOME} `id` $(id) \\",
            "../../../etc/passwd",
            "x".repeat(200_000),
            "\u001b[".repeat(5_000));

    private static final List<List<String>> OF_ALL = List.of(
            List.of("snapshots"),
            List.of("snapshots", "--group-by", "host,path,tag"),
            List.of("info"),
            List.of("stats"),
            List.of("stats", "--chunks"),
            List.of("verify", "--read-data"),
            List.of("forget", "--keep-last", "1", "--dry-run"),
            List.of("forget", "--keep-last", "1", "--group-by", "host,path,tag", "--dry-run"),
            List.of("prune", "--dry-run"),
            List.of("repair", "--dry-run"),
            List.of("catalog", "rebuild", "--dry-run"),
            List.of("doctor"));

    private static final List<List<String>> OF_ONE = List.of(
            List.of("ls"),
            List.of("ls", "--recursive"),
            List.of("tag"),
            List.of("tag", "--add", "a=b"),
            List.of("verify"),
            List.of("restore", "--dry-run", "--target", "TARGET"));

    @TempDir
    private Path directory;

    private CommandRun person;
    private Path tree;

    @BeforeEach
    void make() throws IOException {
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("file"), "content");
        assertEquals(ExitCode.OK, person.run("backup", tree.toString()).code());
    }

    @Test
    void i8WhateverASnapshotSaysOfItselfIsHarmlessWhereverItIsShown() throws Exception {
        var what = "commands that show a hostile snapshot";
        try (var tally = Tally.of(HostileSnapshotsTest.class, "I8", what)) {
            for (var text : TEXTS) forge(text);
            for (var command : OF_ALL) tryBoth(command, tally);
            var ids = ids();
            assertEquals(TEXTS.size() + 1, ids.size());
            int stride = Effort.stride(ids.size(), 6);
            for (int i = 0; i < ids.size(); i += stride) {
                for (var command : OF_ONE) tryBoth(withSnapshot(command, ids.get(i)), tally);
            }
            tally.passed();
        }
    }

    private List<String> withSnapshot(List<String> command, String id) {
        var words = new ArrayList<String>();
        for (var word : command) {
            words.add(word.equals("TARGET") ? directory.resolve("target").toString() : word);
        }
        words.add(id);
        return words;
    }

    /// For people and as JSON: it ends the same, and what is called JSON is.
    private void tryBoth(List<String> command, Tally tally) throws IOException {
        var shown = HostileNamesTest.shown(person, command.toArray(String[]::new));
        var words = new ArrayList<>(command);
        words.add("--json");
        var json = HostileNamesTest.shown(person, words.toArray(String[]::new));
        var said = String.join(" ", command);
        assertEquals(shown.code(), json.code(), said + ": " + json.error());
        boolean expected = json.code() == ExitCode.OK || json.code() == ExitCode.PARTIAL;
        assertTrue(expected, said + ": " + json.code() + ": " + json.error());
        for (var text : List.of(shown.error(), shown.out(), json.error())) {
            assertTrue(!text.contains("\tat ") && !text.contains("Exception"), said + ": " + text);
        }
        for (var line : json.out().lines().toList()) {
            if (!line.isEmpty()) requireJson(said, line);
        }
        tally.add(2);
    }

    private static void requireJson(String said, String line) {
        try {
            JsonReader.read("a line", line);
        } catch (CorruptDataException e) {
            throw new AssertionError(said + ": " + e.getMessage() + ": " + line, e);
        }
    }

    private List<String> ids() {
        var ids = new ArrayList<String>();
        var all = person.run("snapshots", "--json").out();
        for (int at = all.indexOf("\"snapshot\":\""); at >= 0; ) {
            int start = at + "\"snapshot\":\"".length();
            ids.add(all.substring(start, all.indexOf('"', start)));
            at = all.indexOf("\"snapshot\":\"", start);
        }
        return ids;
    }

    /// A snapshot of the tree in which every text is `text`, by this host's own writer.
    private void forge(String text) throws IOException, InterruptedException {
        var random = new SecureRandom();
        var state = new HostState(person.home().resolve(".local/state/holdfast"));
        var place = person.repository();
        try (var store = LocalStore.open(place, "hostile");
                var repository = Repository.open(place.toString(), store, state)) {
            var root = ByteString.ofOwned(text.getBytes(StandardCharsets.UTF_8));
            var request = new BackupRequest(
                    FileTree.of(ByteString.utf8(tree.toString()), FileTreeOptions.ALL),
                    new SourceKey(text, kind(text), root),
                    text,
                    Map.of(text, text, "tag", text),
                    ChangeOptions.DEFAULT,
                    new RunOptions(Compression.DEFAULT, 1, 1, false, text, PackLook.FIRST),
                    text,
                    false,
                    Decisions.UNHEARD,
                    Keys.NONE);
            var _ = new BackupJob(
                            repository,
                            request,
                            new BackupProgress(),
                            InstantSource.system(),
                            random)
                    .run();
        }
    }

    private static String kind(String text) {
        return text.length() < 20 ? SourceKey.FILES : text;
    }
}
