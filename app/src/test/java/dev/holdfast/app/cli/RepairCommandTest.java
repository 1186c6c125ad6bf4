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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

final class RepairCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;
    private Path tree;

    @BeforeEach
    void backUp() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("file"), "content".repeat(100));
        assertEquals(ExitCode.OK, command.run("backup", tree.toString()).code());
    }

    @Test
    void nothingIsSaidToBeDamagedWhereNothingIs() {
        var ended = command.run("repair");
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertTrue(ended.out().contains("nothing is damaged"), ended.out());
    }

    @Test
    void aFlippedBitIsShownMarkedAndHealedByTheNextBackup() throws IOException {
        var pack = payloadPack();
        damage(pack, bytes -> bytes[bytes.length - 1] ^= 1);
        var planned = command.run("repair", "--dry-run");
        assertEquals(ExitCode.PARTIAL, planned.code());
        assertTrue(planned.error().contains("file cannot be restored"), planned.error());
        assertTrue(planned.out().contains("1 files cannot be restored"), planned.out());
        assertTrue(planned.out().contains("would mark 1 packs as lost"), planned.out());
        var mark = command.repository().resolve("trash/" + pack.getFileName() + ".lost");
        assertFalse(Files.exists(mark));
        var done = command.run("repair");
        assertEquals(ExitCode.PARTIAL, done.code());
        assertTrue(Files.exists(mark));
        assertTrue(Files.exists(pack), "a damaged pack was removed");

        assertEquals(ExitCode.OK, command.run("backup", tree.toString()).code());
        var target = directory.resolve("target");
        var restored = command.run("restore", "latest:" + tree, "--target", target.toString());
        assertEquals(ExitCode.OK, restored.code(), restored.error());
        assertEquals("content".repeat(100), Files.readString(target.resolve("file")));

        var first = command.run("snapshots", "--json").out();
        assertFalse(first.isEmpty());
        assertEquals(
                ExitCode.OK,
                command.run("forget", "--keep-last", "1", "--prune").code());
        assertFalse(Files.exists(mark), "the mark outlives its pack");
        assertEquals(ExitCode.OK, command.run("repair").code());
    }

    @Test
    void jsonNamesFilesAsFindingsAndCountsThem() throws IOException {
        damage(payloadPack(), bytes -> bytes[bytes.length - 1] ^= 1);
        var ended = command.run("repair", "--dry-run", "--json");
        assertTrue(ended.out().contains("\"event\":\"touched_file\""), ended.out());
        assertTrue(ended.out().contains("\"path\":\"file\""), ended.out());
        assertTrue(ended.out().contains("\"event\":\"plan\""), ended.out());
        assertTrue(ended.out().contains("\"count\":1"), ended.out());
    }

    @Test
    void structureAloneFindsWhatIsMissing() throws IOException {
        Files.delete(payloadPack());
        var ended = command.run("repair", "--structure");
        assertEquals(ExitCode.PARTIAL, ended.code());
        assertTrue(ended.out().contains("1 packs are missing"), ended.out());
        assertTrue(ended.out().contains("1 files cannot be restored"), ended.out());
    }

    @Test
    void aManifestIsPutBackFromThisHostsCopyOrGivenUp() throws IOException {
        Path manifest;
        try (var files = Files.walk(command.repository().resolve("snapshots"))) {
            manifest = files.filter(f -> f.endsWith("manifest.json.zst"))
                    .findFirst()
                    .orElseThrow();
        }
        var good = Files.readAllBytes(manifest);
        damage(manifest, bytes -> bytes[bytes.length / 2] ^= 1);
        var done = command.run("repair");
        assertTrue(done.out().contains("its manifest is back"), done.out() + done.error());
        org.junit.jupiter.api.Assertions.assertArrayEquals(good, Files.readAllBytes(manifest));
        assertEquals(ExitCode.OK, command.run("repair").code());

        damage(manifest, bytes -> bytes[bytes.length / 2] ^= 1);
        try (var copies = Files.walk(command.home().resolve(".local/state/holdfast"))) {
            for (var copy :
                    copies.filter(f -> f.toString().contains("/manifests/")).toList()) {
                Files.delete(copy);
            }
        }
        var id = manifest.getName(manifest.getNameCount() - 2).toString();
        assertEquals(ExitCode.USAGE, command.run("repair", "--give-up", "xyz").code());
        var lost = command.run("repair");
        assertTrue(lost.out().contains("--give-up lets backups go on"), lost.out());
        var given = command.run("repair", "--give-up", id.substring(0, 8));
        assertTrue(given.out().contains("gave up snapshot"), given.out() + given.error());
        assertFalse(Files.exists(manifest));
        assertEquals(ExitCode.OK, command.run("backup", tree.toString()).code());
    }

    @Test
    void packsAreIndexedWithAKeyOnly() throws IOException {
        try (var files = Files.walk(command.repository().resolve("snapshots"))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(file)) Files.delete(file);
            }
        }
        var planned = command.run("repair", "--reindex", "--dry-run");
        assertTrue(planned.out().contains("would index 2 packs"), planned.out() + planned.error());
        var done = command.run("repair", "--reindex");
        assertTrue(done.out().contains("indexed 2 packs"), done.out() + done.error());
        Files.delete(command.home().resolve(".config/holdfast/identity.txt"));
        assertEquals(ExitCode.WRONG_KEY, command.run("repair", "--reindex").code());
    }

    /// What a stored blob becomes.
    private interface Change {
        void to(byte[] bytes);
    }

    private static void damage(Path file, Change change) throws IOException {
        var bytes = Files.readAllBytes(file);
        change.to(bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, bytes);
    }

    private Path payloadPack() throws IOException {
        var packs = new ArrayList<Path>();
        try (var files = Files.walk(command.repository().resolve("packs"))) {
            packs.addAll(files.filter(Files::isRegularFile).toList());
        }
        for (var pack : packs) {
            var name = pack.getFileName().toString();
            if (isPayload(name)) return pack;
        }
        throw new AssertionError("no pack has contents among " + List.copyOf(packs));
    }

    /// Without the pack of contents the file is touched; without that of entries the snapshot is.
    private boolean isPayload(String name) throws IOException {
        Path pack = command.repository()
                .resolve("packs")
                .resolve(name.substring(0, 2))
                .resolve(name);
        var aside = directory.resolve("aside");
        Files.move(pack, aside);
        try {
            return command.run("verify").error().contains("file cannot be restored");
        } finally {
            Files.move(aside, pack);
        }
    }
}
