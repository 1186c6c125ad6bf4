package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// `restore --walk`: a snapshot without its manifest is restored, but never by accident and
/// never unseen.
final class WalkTest {

    private static final String NOBODY = "0".repeat(64);

    @TempDir
    private Path directory;

    private CommandRun person;
    private Path tree;
    private Path target;
    private Path snapshot;
    private String id = "";

    @BeforeEach
    void backUp() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        target = directory.resolve("target");
        Files.writeString(tree.resolve("a"), "alpha");
        var large = new byte[2 << 20];
        new Random(1).nextBytes(large);
        Files.write(tree.resolve("large"), large);
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var ended = person.run("backup", "--name", "first", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        try (var all = Files.list(person.repository().resolve("snapshots"))) {
            snapshot = all.findFirst().orElseThrow();
        }
        id = snapshot.getFileName().toString();
    }

    private CommandRun.Ended restore(String what, String... options) {
        var arguments = new java.util.ArrayList<String>();
        arguments.add("restore");
        arguments.add(what + ":" + tree);
        arguments.add("--target");
        arguments.add(target.toString());
        arguments.addAll(java.util.List.of(options));
        return person.run(arguments.toArray(new String[0]));
    }

    private String digest() throws IOException {
        return Sha256.hash(Files.readAllBytes(snapshot.resolve("db.zst.age"))).toString();
    }

    private void refused(ExitCode code, String words, CommandRun.Ended ended) {
        assertEquals(code, ended.code(), ended.error());
        assertTrue(ended.error().contains(words), ended.error());
        assertTrue(ended.error().lines().count() <= 2, ended.error());
        assertFalse(Files.exists(target), "something was written");
    }

    private void assertRestored(CommandRun.Ended ended, String words) throws IOException {
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertEquals(1, ended.error().lines().count(), ended.error());
        assertTrue(ended.error().contains(words), ended.error());
        assertEquals(-1, Files.mismatch(tree.resolve("a"), target.resolve("a")));
        assertEquals(-1, Files.mismatch(tree.resolve("large"), target.resolve("large")));
    }

    @Test
    void aSnapshotWhoseManifestIsGoneIsRestoredByADatabaseThatIsTrusted() throws IOException {
        Files.delete(snapshot.resolve("manifest.json.zst"));
        refused(ExitCode.FAILED, "no snapshot is called", restore("first"));
        refused(ExitCode.WRONG_KEY, digest(), restore(id, "--walk"));
        refused(
                ExitCode.WRONG_KEY,
                "nobody vouches",
                restore(id, "--walk", "--trust-database", NOBODY));
        assertRestored(
                restore(id.substring(0, 6), "--walk", "--trust-database", digest()),
                "the manifest is missing: going by the database alone");
        assertRestored(restore("first", "--walk", "--trust-database", digest()), "all are there");
    }

    @Test
    void aSnapshotWhoseManifestIsDamagedIsRestoredByADatabaseThatIsTrusted() throws IOException {
        var manifest = snapshot.resolve("manifest.json.zst");
        var bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(manifest);
        Files.write(manifest, bytes);
        refused(ExitCode.WRONG_KEY, "is damaged", restore(id, "--walk"));
        assertRestored(
                restore("first", "--walk", "--trust-database", digest()),
                "the manifest is damaged: going by the database alone");
    }

    @Test
    void aSnapshotThatHasItsManifestIsNotWalked() throws IOException {
        refused(
                ExitCode.FAILED,
                "restore it without --walk",
                restore(id, "--walk", "--trust-database", digest()));
        refused(
                ExitCode.FAILED,
                "no snapshot without a manifest",
                restore("first", "--walk", "--trust-database", digest()));
        refused(ExitCode.USAGE, "goes with --walk", restore("first", "--trust-database", NOBODY));
        refused(ExitCode.USAGE, "SHA-256", restore("first", "--walk", "--trust-database", "x"));
    }

    @Test
    void theLastOneIsNeverMeantWithoutManifests() throws IOException {
        Files.delete(snapshot.resolve("manifest.json.zst"));
        refused(
                ExitCode.FAILED,
                "no snapshot without a manifest is called latest",
                restore("latest", "--walk", "--trust-database", digest()));
    }

    @Test
    void packsThatAreGoneAsWellAreToldAndCostOnlyTheirFiles() throws IOException {
        Files.delete(snapshot.resolve("manifest.json.zst"));
        try (var packs = Files.walk(person.repository().resolve("packs"))) {
            for (var pack : packs.filter(Files::isRegularFile).toList()) {
                if (Files.size(pack) > 1 << 20) Files.delete(pack);
            }
        }
        var ended = restore(id, "--walk", "--trust-database", digest());
        assertEquals(ExitCode.PARTIAL, ended.code(), ended.error());
        assertTrue(ended.error().contains("1 are not there"), ended.error());
        assertTrue(ended.error().contains("/large: content: not restored"), ended.error());
        assertFalse(Files.exists(target.resolve("large")));
        assertNotNull(target.toFile().list());
    }
}
