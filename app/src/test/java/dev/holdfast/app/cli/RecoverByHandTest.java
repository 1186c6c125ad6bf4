package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// docs/manual/recover-by-hand.md keeps its promise: its two scripts and stock tools bring
/// back what `backup` stored, and Holdfast is not asked.
final class RecoverByHandTest {

    private final Random random = Seeds.random("RecoverByHandTest");
    private final ScratchDirectory scratch = ScratchDirectory.make();
    private final RecoveryScripts scripts = RecoveryScripts.unpack(scratch.path());
    private final Path tree = scratch.path().resolve("tree");
    private final Path copy = scratch.path().resolve("copy");
    private final CommandRun person;

    RecoverByHandTest() throws IOException {
        person = new CommandRun(Files.createDirectory(scratch.path().resolve("home")));
    }

    @BeforeEach
    void theToolsAreThere() {
        for (var program : List.of("age", "zstd", "sqlite3", "rsync", "python3")) {
            assumeTrue(Tool.exists(program), "no " + program + ": nothing is recovered by hand");
        }
    }

    @AfterEach
    void removeAll() throws IOException {
        scratch.close();
    }

    @Test
    void theScriptsAreShort() throws IOException {
        assertTrue(RecoveryScripts.block("sh").lines().count() <= 40);
        assertTrue(RecoveryScripts.block("python").lines().count() <= 100);
    }

    @Test
    void everySpecialCaseComesBack() throws IOException, InterruptedException {
        SpecialTree.make(tree, random.nextLong(), 1500);
        recover(backUp());
        assertEquals(List.of(), TreeJudges.rsync(tree, copy));
        var lost = dump(tree);
        lost.removeAll(dump(copy));
        assertEquals(Set.of(), lost);
    }

    @Test
    void aLaterSnapshotComesBackFromThePacksOfAllBefore() throws IOException, InterruptedException {
        makeTree(40);
        var snapshot = backUp();
        for (int round = 0; round < 3; round++) {
            Files.write(tree.resolve("another large one"), bytes(700_000));
            Files.write(tree.resolve("small " + random.nextInt(40)), bytes(900));
            snapshot = backUp();
        }
        recover(snapshot);
        assertEquals(List.of(), TreeJudges.rsync(tree, copy));
    }

    @Test
    void theListNamesEverySnapshot() throws IOException, InterruptedException {
        makeTree(1);
        var first = backUp();
        var second = backUp();
        var list = scripts.list(person);
        assertEquals(2, list.lines().count());
        for (var id : List.of(first, second)) {
            assertTrue(list.contains("[\"" + id + "\","), list);
        }
        assertTrue(list.contains(",\"" + tree + "\"]"), list);
    }

    @Test
    void aPassphraseOpensTheRepository() throws IOException, InterruptedException {
        assumeTrue(Tool.exists("script"), "no script: nobody types a passphrase");
        makeTree(1);
        var snapshot = backUp();
        var phrase = Files.writeString(scratch.path().resolve("phrase"), "correct horse\n");
        var added = person.run("key", "add", "--new-passphrase-file", phrase.toString());
        assertEquals(ExitCode.OK, added.code(), added.error());
        var listed = scripts.listByPassphrase(person.repository(), "correct horse");
        assertEquals(0, listed.exitCode(), listed.output());
        assertTrue(listed.output().contains(snapshot), listed.output());
        var refused = scripts.listByPassphrase(person.repository(), "battery staple");
        assertEquals(1, refused.exitCode(), refused.output());
        assertFalse(refused.output().contains(snapshot), refused.output());
    }

    @Test
    void anotherIdentityOpensNothing() throws IOException, InterruptedException {
        makeTree(1);
        var snapshot = backUp();
        Tool.run(scratch.path(), "age-keygen", "-o", "other.txt").get();
        var repository = person.repository().toString();
        var listed = scripts.shell(repository, "other.txt");
        assertEquals("", listed.output());
        assertEquals(3, listed.exitCode(), listed.errors());
        assertEquals(
                1, scripts.shell(repository, "other.txt", snapshot, "streams").exitCode());
        assertFalse(Files.exists(scratch.path().resolve("streams")));
    }

    @Test
    void aDamagedPackCostsOnlyItsFilesAndTheyAreNamed() throws IOException, InterruptedException {
        makeTree(30);
        backUp();
        Files.write(tree.resolve("added later"), bytes(700_000));
        var snapshot = backUp();
        damageLargestPack();
        var got = scripts.get(person, snapshot, "streams");
        assertEquals(3, got.exitCode(), got.errors());
        assertTrue(got.errors().contains("damaged: "), got.errors());
        var made = scripts.python("streams", "copy");
        assertEquals(3, made.exitCode(), made.errors());
        assertTrue(made.errors().contains("/copy/large': the last "), made.errors());
        var added = copy.resolve("added later");
        assertEquals(-1, Files.mismatch(tree.resolve("added later"), added));
    }

    @Test
    void salvageTakesWhatComesBeforeTheDamage() throws IOException, InterruptedException {
        makeTree(0);
        var snapshot = backUp();
        damageLargestPack();
        var got = scripts.salvage(person, snapshot, "streams");
        assertEquals(3, got.exitCode(), got.errors());
        assertEquals(3, scripts.python("streams", "copy").exitCode());
        var before = Files.readAllBytes(tree.resolve("large"));
        var after = Files.readAllBytes(copy.resolve("large"));
        assertTrue(after.length > before.length / 4, after.length + " bytes came back");
        assertTrue(after.length < before.length, "nobody noticed the damage");
        assertArrayEquals(Arrays.copyOf(before, after.length), after);
    }

    @Test
    void aMissingListOfFilesStopsTheScript() throws IOException, InterruptedException {
        makeTree(3);
        var snapshot = backUp();
        for (var pack : packs()) {
            if (Files.size(pack) < 1 << 20) Files.delete(pack);
        }
        var got = scripts.get(person, snapshot, "streams");
        assertEquals(1, got.exitCode(), got.errors());
        assertTrue(got.errors().contains("the list of files is not complete"), got.errors());
    }

    @Test
    void aUserWithoutPrivilegesGetsTheirFilesBack() throws IOException, InterruptedException {
        assumeTrue(Tool.run(scratch.path(), "id", "-u").get().equals("0\n"), "not root");
        makeTree(5);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("large"));
        Files.createLink(tree.resolve("second name"), tree.resolve("large"));
        Tool.run(tree, "mkfifo", "fifo").get();
        Tool.run(tree, "chown", "-hR", "65534:65534", ".").get();
        Tool.run(tree, "chmod", "4750", "small 1").get();
        scripts.get(person, backUp(), "streams").get();
        var made = scripts.pythonAs(65534, "streams", "copy");
        assertEquals("", made.errors());
        assertEquals(0, made.exitCode());
        assertEquals(
                List.of(),
                TreeJudges.rsync(tree, scratch.path().resolve("theirs").resolve("copy")));
    }

    /// A directory with a large file, a directory with a hole in a file, and `count` small ones.
    private void makeTree(int count) throws IOException {
        Files.createDirectories(tree.resolve("below"));
        Files.write(tree.resolve("large"), bytes(3 << 20));
        try (var file = new java.io.RandomAccessFile(tree.resolve("below/hole").toFile(), "rw")) {
            file.setLength(1 << 20);
        }
        for (int i = 0; i < count; i++) {
            Files.write(tree.resolve("small " + i), bytes(random.nextInt(5000)));
        }
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Makes a snapshot and returns its id.
    private String backUp() throws IOException {
        var before = new HashSet<>(snapshots());
        var ended = person.run("backup", tree.toString());
        assertTrue(Set.of(ExitCode.OK, ExitCode.PARTIAL).contains(ended.code()), ended.error());
        var made = snapshots();
        made.removeAll(before);
        assertEquals(1, made.size());
        return made.iterator().next();
    }

    private Set<String> snapshots() throws IOException {
        var names = new HashSet<String>();
        var directory = person.repository().resolve("snapshots");
        if (!Files.exists(directory)) return names;
        try (var paths = Files.newDirectoryStream(directory)) {
            for (var path : paths) names.add(path.getFileName().toString());
        }
        return names;
    }

    /// Brings `snapshot` back to `copy`, by both scripts and without a word of complaint.
    private void recover(String snapshot) throws IOException, InterruptedException {
        var got = scripts.get(person, snapshot, "streams");
        assertEquals("", got.errors());
        assertEquals(0, got.exitCode());
        var made = scripts.python("streams", "copy");
        assertEquals("", made.errors());
        assertEquals(0, made.exitCode());
    }

    private List<Path> packs() throws IOException {
        try (var paths = Files.walk(person.repository().resolve("packs"))) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    /// Changes a bit in the middle of the pack that has the content of `large`.
    private void damageLargestPack() throws IOException {
        var pack = packs().stream()
                .max(Comparator.comparingLong(path -> path.toFile().length()))
                .orElseThrow();
        var stored = Files.readAllBytes(pack);
        stored[stored.length / 2] ^= 1;
        Files.delete(pack);
        Files.write(pack, stored);
    }

    /// What the judge says of `tree`, but for two things. The flags and projects that end a
    /// line: the script does not set them. And which files are one, where their paths are
    /// over 4,096 bytes: an archive does not hold such links.
    private static Set<String> dump(Path tree) throws IOException, InterruptedException {
        var lines = new TreeSet<String>();
        for (var line : TreeJudges.dump(tree)) {
            lines.add(line.replaceFirst(" [0-9a-f]+ [0-9]+$", "")
                    .replaceFirst(" deep/[^ ]{4096,} [12] ", " "));
        }
        return lines;
    }
}
