package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.testkit.SmallDisk;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// What goes wrong in the world: one sentence, the right exit code, nothing lost.
final class FailuresTest {

    @TempDir
    private Path directory;

    private CommandRun person = new CommandRun(Path.of("/"));
    private Path tree = Path.of("/");

    @BeforeEach
    void aPersonWithATree() throws IOException {
        person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("a"), "alpha");
        var large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        Files.write(tree.resolve("large"), large);
    }

    @Test
    void firstUseMakesRepositoryAndIdentityWithoutAQuestion() {
        var ended = person.run("backup", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        assertTrue(ended.out().contains("created identity"));
        assertTrue(ended.out().contains("created repository"));
        assertEquals("alpha", person.run("cat", "latest:" + tree + "/a").out());
    }

    @Test
    void aMissingRepositoryIsExit10() {
        fails(ExitCode.NO_REPOSITORY, person.run("snapshots", "-r", directory + "/none"));
        fails(
                ExitCode.NO_REPOSITORY,
                person.run("backup", "-r", directory + "/none", tree.toString()));
        assertFalse(Files.exists(directory.resolve("none")), "a failed command made a directory");
    }

    @Test
    void aWrongIdentityIsExit12() throws IOException {
        backup();
        var other = new CommandRun(Files.createDirectory(directory.resolve("other")));
        assertEquals(ExitCode.OK, other.run("init").code());
        var identity = other.home().resolve(".config/holdfast/identity.txt").toString();
        fails(ExitCode.WRONG_KEY, person.run("ls", "latest", "-i", identity));
        fails(ExitCode.WRONG_KEY, person.run("ls", "latest", "-i", directory + "/no-identity"));
    }

    @Test
    void aWrongPassphraseIsExit12AndTheRightOneOpens() throws IOException {
        backup();
        var right =
                Files.writeString(directory.resolve("right"), "correct horse\n").toString();
        var wrong = Files.writeString(directory.resolve("wrong"), "battery staple\n")
                .toString();
        var added = person.run("key", "add", "--new-passphrase-file", right);
        assertEquals(ExitCode.OK, added.code(), added.error());
        fails(ExitCode.WRONG_KEY, person.run("ls", "latest", "--passphrase-file", wrong));
        assertEquals(
                ExitCode.OK,
                person.run("ls", "latest", "--passphrase-file", right).code());
    }

    @Test
    void aNewPassphraseIsOneThatCanBeTyped() throws IOException {
        backup();
        var file = directory.resolve("phrase");
        for (var first : List.of(new byte[] {'p', (byte) 0xe4, '\n'}, new byte[] {'\n', 'p'})) {
            Files.write(file, first);
            fails(
                    ExitCode.USAGE,
                    person.run("key", "add", "--new-passphrase-file", file.toString()));
        }
    }

    @Test
    void aPassphraseCommandThatFailsIsToldByItsCode() {
        backup();
        for (var command : List.of("exit 4", "echo something; exit 4")) {
            var ended = person.run("ls", "latest", "--passphrase-command", command);
            fails(ExitCode.WRONG_KEY, ended);
            assertTrue(ended.error().contains("ended with code 4"), ended.error());
        }
    }

    @Test
    void aMistypedPublicKeyIsNoDamage() {
        backup();
        for (var arguments : List.of(
                List.of("init", "--recipient", "age1foo"),
                List.of("key", "add", "--recipient", "age1foo"),
                List.of("key", "admit", "00"),
                List.of("snapshots", "--trust-writer", "00"))) {
            var ended = person.run(arguments.toArray(String[]::new));
            fails(ExitCode.USAGE, ended);
            assertFalse(ended.error().contains("damaged"), ended.error());
        }
    }

    @Test
    void aNewerFormatIsExit13AndNothingIsChanged() throws IOException {
        backup();
        var descriptor = person.repository().resolve("holdfast.json");
        var text = Files.readString(descriptor);
        Files.delete(descriptor);
        var newer = text.replace("\"format\":1", "\"format\":2")
                .replace("\"features\":[]", "\"features\":[\"lists\"]");
        Files.writeString(descriptor, newer);
        var before = listing();
        fails(ExitCode.NEWER_FORMAT, person.run("backup", tree.toString()));
        fails(ExitCode.NEWER_FORMAT, person.run("ls", "latest"));
        assertEquals(before, listing());
    }

    @Test
    void aFormatNumberThatNobodySignedIsDamage() throws IOException {
        backup();
        var descriptor = person.repository().resolve("holdfast.json");
        var text = Files.readString(descriptor);
        Files.delete(descriptor);
        Files.writeString(descriptor, text.replace("\"format\":1", "\"format\":3"));
        var ended = person.run("ls", "latest");
        fails(ExitCode.FAILED, ended);
        assertTrue(ended.error().contains("its owner has signed"), ended.error());
    }

    @Test
    void aChangedDescriptorIsExit12() throws IOException {
        backup();
        var other = new CommandRun(Files.createDirectory(directory.resolve("other")));
        assertEquals(ExitCode.OK, other.run("init").code());
        var descriptor = person.repository().resolve("holdfast.json");
        Files.delete(descriptor);
        Files.copy(other.repository().resolve("holdfast.json"), descriptor);
        fails(ExitCode.WRONG_KEY, person.run("backup", tree.toString()));
    }

    @Test
    void i6ADamagedPackIsNeverGivenOutAsContent() throws IOException {
        backup();
        try (var packs = Files.walk(person.repository().resolve("packs"))) {
            for (var pack : packs.filter(Files::isRegularFile).toList()) {
                if (Files.size(pack) < 1 << 20) continue;
                var bytes = Files.readAllBytes(pack);
                bytes[bytes.length / 2] ^= 1;
                Files.delete(pack);
                Files.write(pack, bytes);
            }
        }
        fails(ExitCode.FAILED, person.run("cat", "latest:" + tree + "/large"));
    }

    @Test
    void aMissingPackIsNamed() throws IOException {
        backup();
        try (var packs = Files.walk(person.repository().resolve("packs"))) {
            for (var pack : packs.filter(Files::isRegularFile).toList()) {
                if (Files.size(pack) > 1 << 20) Files.delete(pack);
            }
        }
        var ended = person.run("cat", "latest:" + tree + "/large");
        fails(ExitCode.FAILED, ended);
        assertTrue(ended.error().contains("packs/"), ended.error());
        // The next backup finds out by itself and stores what is missing again.
        assertEquals(ExitCode.OK, person.run("backup", tree.toString()).code());
        assertEquals(ExitCode.OK, person.run("cat", "latest:" + tree + "/large").code());
    }

    @Test
    void aFullDiskDuringABackupLosesNothingAndTheNextRunSucceeds()
            throws IOException, InterruptedException {
        var mount = Files.createDirectory(directory.resolve("small"));
        try (var disk = SmallDisk.tryMount(mount, 6 << 20)) {
            assumeTrue(disk != null, "nothing can be mounted here");
            var place = mount.resolve("repository").toString();
            assertEquals(ExitCode.OK, person.run("init", "-r", place).code());
            assertEquals(
                    ExitCode.OK,
                    person.run("backup", "-r", place, tree.toString()).code());
            var more = new byte[8 << 20];
            new Random(2).nextBytes(more);
            Files.write(tree.resolve("more"), more);
            fails(ExitCode.FAILED, person.run("backup", "-r", place, tree.toString()));
            assertEquals(
                    "alpha",
                    person.run("cat", "-r", place, "latest:" + tree + "/a").out());
            Files.write(tree.resolve("more"), new byte[] {1});
            assertEquals(
                    ExitCode.OK,
                    person.run("backup", "-r", place, tree.toString()).code());
        }
    }

    @Test
    void anUnreadableOptionIsExit2() {
        fails(ExitCode.USAGE, person.run("backup"));
        fails(ExitCode.USAGE, person.run("nonsense"));
        fails(ExitCode.USAGE, person.run("backup", "--compression", "much", tree.toString()));
        fails(
                ExitCode.USAGE,
                person.with("HOLDFAST_PARANOID", "maybe").run("backup", tree.toString()));
    }

    @Test
    void aMissingSourceIsOneSentence() {
        fails(ExitCode.FAILED, person.run("backup", directory + "/nowhere"));
    }

    private void backup() {
        var ended = person.run("backup", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
    }

    /// One sentence, at most one hint, no stack trace.
    private static void fails(ExitCode expected, CommandRun.Ended ended) {
        assertEquals(expected, ended.code(), ended.error());
        var lines = ended.error().lines().toList();
        assertTrue(lines.size() == 1 || lines.size() == 2, ended.error());
        assertTrue(lines.getFirst().startsWith("holdfast: "), ended.error());
        if (lines.size() == 2) assertTrue(lines.get(1).startsWith("hint: "), ended.error());
    }

    private String listing() throws IOException {
        try (var files = Files.walk(person.repository())) {
            return String.join("\n", files.map(Path::toString).sorted().toList());
        }
    }
}
