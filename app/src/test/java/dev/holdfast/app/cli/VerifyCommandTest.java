package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.verify.ReadShare;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class VerifyCommandTest {

    @TempDir
    private Path directory;

    private CommandRun command;

    @BeforeEach
    void backUp() throws IOException {
        command = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("a\tname"), "alpha".repeat(1000));
        var ended = command.run("backup", tree.toString());
        assertEquals(ExitCode.OK, ended.code(), ended.error());
    }

    @Test
    void aWholeRepositoryEndsWithZero() {
        for (var arguments : new String[][] {
            {"verify"},
            {"verify", "--structure"},
            {"verify", "--read-data"},
            {"verify", "--read-data=50%"},
            {"verify", "--read-data=1GiB"},
            {"verify", "--read-data=1/1", "--json"},
            {"verify", "latest", "--read-data"},
            {"snapshot", "verify", "latest"}
        }) {
            var ended = command.run(arguments);
            assertEquals(ExitCode.OK, ended.code(), ended.error());
        }
    }

    @Test
    void damageEndsWithThreeAndNamesTheFile() throws IOException {
        // Which pack has the content cannot be seen from outside.
        var said = new StringBuilder();
        for (var pack : packs()) {
            var original = Files.readAllBytes(pack);
            damage(pack);
            var ended = command.run("verify", "--read-data");
            assertEquals(ExitCode.PARTIAL, ended.code());
            said.append(ended.error());
            Files.delete(pack);
            Files.write(pack, original);
        }
        assertTrue(said.toString().contains("a\\tname cannot be restored"), said.toString());
    }

    @Test
    void damageIsFoundWithoutAKey() throws IOException {
        Files.delete(command.home().resolve(".config/holdfast/identity.txt"));
        assertEquals(ExitCode.OK, command.run("verify", "--read-data").code());
        damagePacks();
        assertEquals(ExitCode.PARTIAL, command.run("verify", "--read-data").code());
    }

    @Test
    void smallSharesGoOnUntilEverythingWasRead() throws IOException {
        int count = packs().size();
        for (int run = 1; run <= count; run++) {
            var ended = command.run("verify", "--read-data=1");
            assertEquals(ExitCode.OK, ended.code(), ended.error());
            assertTrue(
                    ended.out().contains(" %d of %d packs, ".formatted(run, count)), ended.out());
            assertEquals(run < count, ended.out().contains("never were"), ended.out());
        }
        var json = command.run("verify", "--json", "--recent", "1s").out();
        assertTrue(json.contains("\"never_read_packs\":0"), json);
    }

    @Test
    void sharesAreReadAsPeopleWriteThem() throws CommandException {
        assertEquals(new ReadShare.Everything(), ReadShareText.parse(""));
        assertEquals(new ReadShare.Percent(2.5), ReadShareText.parse("2.5%"));
        assertEquals(new ReadShare.Part(3, 16), ReadShareText.parse("3/16"));
        assertEquals(new ReadShare.Bytes(1L << 30), ReadShareText.parse("1GiB"));
        for (var wrong : new String[] {"0%", "101%", "0/4", "5/4", "much"}) {
            assertEquals(
                    ExitCode.USAGE,
                    command.run("verify", "--read-data=" + wrong).code(),
                    wrong);
        }
    }

    private void damagePacks() throws IOException {
        for (var pack : packs()) damage(pack);
    }

    private List<Path> packs() throws IOException {
        try (var files = Files.walk(command.repository().resolve("packs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /// Changes one bit in the payload of a pack, as a disk may.
    private static void damage(Path pack) throws IOException {
        var bytes = Files.readAllBytes(pack);
        bytes[300] ^= 1;
        Files.delete(pack);
        Files.write(pack, bytes);
    }
}
