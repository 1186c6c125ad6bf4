package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

final class PruneCommandTest {

    private static final String RUN = "3d1a6c2e-58f0-4b7e-9a51-7c0d2e4f6a81";

    @TempDir
    private Path directory;

    private CommandRun command;

    @BeforeEach
    void backUp() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var tree = Files.createDirectory(directory.resolve("tree"));
        for (var content : new String[] {"alpha", "beta"}) {
            Files.writeString(tree.resolve("file"), content.repeat(1000));
            var ended = command.run("backup", tree.toString());
            assertEquals(ExitCode.OK, ended.code(), ended.error());
        }
        try (var manifests = Files.walk(command.repository().resolve("snapshots"))) {
            Files.delete(manifests
                    .filter(path -> path.endsWith("manifest.json.zst"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow());
        }
        // No key is needed.
        Files.delete(command.home().resolve(".config/holdfast/identity.txt"));
    }

    @Test
    void aDryRunSaysWhatIsFreedThen() throws IOException {
        long before = blobs();
        var planned = command.run("prune", "--dry-run");
        assertEquals(ExitCode.OK, planned.code(), planned.error());
        assertEquals(before, blobs());
        var done = command.run("prune");
        assertEquals(ExitCode.OK, done.code(), done.error());
        assertTrue(blobs() < before);
        assertEquals(planned.out().replace("would free", "freed"), done.out());
        assertEquals(ExitCode.OK, command.run("verify").code());
    }

    @Test
    void aDeadRunIsShownHoldsDeletingUpAndCanBeFenced() throws IOException {
        var marker = command.repository().resolve("writers").resolve(RUN);
        Files.createDirectories(marker.getParent());
        Files.writeString(
                marker,
                "{\"created_at\":\"2026-11-21T09:30:00Z\",\"snapshot\":\"0123456789abcdef0123456789abcdef\",\"version\":1}");
        var planned = command.run("prune", "--dry-run");
        assertTrue(planned.out().contains(RUN + ", began 2026-11-21T09:30:00Z"), planned.out());
        var waiting = command.run("prune", "--json");
        assertEquals(ExitCode.PARTIAL, waiting.code());
        assertTrue(waiting.error().contains(RUN), waiting.error());
        assertEquals(ExitCode.USAGE, command.run("prune", "--fence", "4").code());
        var fenced = command.run("prune", "--fence", "3d1a");
        assertEquals(ExitCode.OK, fenced.code(), fenced.error());
        assertTrue(fenced.out().contains("shut out run " + RUN), fenced.out());
        assertEquals(ExitCode.OK, command.run("verify").code());
    }

    @Test
    void ageOnlySelectsRunsToBeFenced() throws IOException {
        var marker = command.repository().resolve("writers").resolve(RUN);
        Files.createDirectories(marker.getParent());
        Files.writeString(
                marker,
                "{\"created_at\":\"2020-11-21T09:30:00Z\",\"snapshot\":\"0123456789abcdef0123456789abcdef\",\"version\":1}");
        assertEquals(
                ExitCode.PARTIAL, command.run("prune", "--fence-older", "1000y").code());
        assertEquals(ExitCode.OK, command.run("prune", "--fence-older", "3d").code());
    }

    @Test
    void aRepositoryWithoutAnySnapshotIsNotPruned() throws IOException {
        try (var manifests = Files.walk(command.repository().resolve("snapshots"))) {
            for (var path :
                    manifests.filter(path -> path.endsWith("manifest.json.zst")).toList()) {
                Files.delete(path);
            }
        }
        long before = blobs();
        assertEquals(ExitCode.FAILED, command.run("prune").code());
        assertEquals(before, blobs());
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.walk(command.repository())) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
