package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Names that a terminal would obey, in every place where a name can come from a repository:
/// nobody shows one as it is (I8).
final class HostileNamesTest {

    private static final String EVIL = "e\u001b]0;owned\u0007\u001b[31mv\u009b2J\u202ei\nl\t";

    @TempDir
    private Path directory;

    @Test
    void i8NoCommandShowsWhatATerminalWouldObey() throws IOException {
        var person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var tree = Files.createDirectories(directory.resolve("tree").resolve(EVIL));
        Files.writeString(tree.resolve(EVIL), "content");
        Files.writeString(tree.resolve("copy"), "content");
        Files.createLink(tree.resolve("link" + EVIL), tree.resolve(EVIL));
        Files.createSymbolicLink(tree.resolve("symlink"), Path.of(EVIL));
        var target = directory.resolve("target").toString();
        var made = shown(person, "backup", "--tag", "why=" + EVIL, tree.toString());
        assertEquals(ExitCode.OK, made.code(), made.error());
        assertTrue(shown(person, "ls", "latest").out().contains("owned"), "nothing was shown");
        Files.delete(tree.resolve("copy"));
        shown(person, "backup", "--host", EVIL, "--tag", EVIL + "=b", tree.toString());
        shown(person, "backup", tree.toString());
        for (var json : List.of("--json", "--quiet", "")) {
            for (var command : List.of(
                    List.of("snapshots"),
                    List.of("ls", "latest"),
                    List.of("ls", "-l", "latest"),
                    List.of("info"),
                    List.of("stats"),
                    List.of("verify", "--read-data"),
                    List.of("repair", "--dry-run"),
                    List.of("forget", "--keep-last", "1", "--dry-run"),
                    List.of("prune", "--dry-run"),
                    List.of("doctor"),
                    List.of("ls", "latest:/" + EVIL),
                    List.of("cat", "latest:/" + EVIL),
                    List.of("snapshots", "--host", EVIL),
                    List.of("restore", "latest", "--target", target, "--dry-run"),
                    List.of("restore", "latest", "--target", target))) {
                var words = new java.util.ArrayList<>(command);
                if (!json.isEmpty()) words.add(json);
                shown(person, words.toArray(String[]::new));
            }
        }
        Files.deleteIfExists(Path.of(target).resolve(EVIL));
        Files.createDirectories(Path.of(target).resolve(EVIL).resolve("in the way"));
        shown(person, "restore", "latest", "--target", target);
        damage(person.repository());
        shown(person, "verify", "--read-data");
        shown(
                person,
                "restore",
                "latest",
                "--target",
                directory.resolve("again").toString());
    }

    /// Flips a byte of every pack.
    private static void damage(Path repository) throws IOException {
        try (var all = Files.walk(repository.resolve("packs"))) {
            for (var pack : all.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(pack);
                bytes[bytes.length / 2] ^= 1;
                Files.delete(pack);
                Files.write(pack, bytes);
            }
        }
    }

    /// Runs a command that must show nothing which a terminal obeys.
    static CommandRun.Ended shown(CommandRun person, String... words) {
        var ended = person.run(words);
        var text = ended.out() + ended.error();
        var said = String.join(" ", words).replace('\u001b', '?');
        assertEquals(
                List.of(),
                text.codePoints()
                        .filter(HostileNamesTest::isObeyed)
                        .distinct()
                        .mapToObj(Integer::toHexString)
                        .toList(),
                said);
        assertTrue(ended.code() != ExitCode.BUG, said + ": " + ended.error());
        return ended;
    }

    private static boolean isObeyed(int c) {
        boolean control = c < ' ' && c != '\n';
        boolean deleted = c >= 0x7f && c < 0xa0;
        return control || deleted || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
