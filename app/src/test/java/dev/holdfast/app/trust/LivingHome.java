package dev.holdfast.app.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.app.cli.CommandRun;
import dev.holdfast.app.cli.ExitCode;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.JsonReader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Somebody's home with a tree that changes, its repository, and a second one for copies. The
/// commands that judge run in this process.
final class LivingHome {

    final Path home;
    final Path tree;
    final Path second;
    private final CommandRun command;
    private final Random random;
    private int sequence;

    private LivingHome(Path home, Random random) {
        this.home = home;
        this.tree = home.resolve("tree");
        this.second = home.resolve("second");
        this.command = new CommandRun(home);
        this.random = random;
    }

    /// Makes one with a tree and one snapshot.
    static LivingHome make(Path home, Random random) throws IOException {
        var made = new LivingHome(Files.createDirectories(home), random);
        Files.createDirectories(made.tree.resolve("inner"));
        Files.createSymbolicLink(made.tree.resolve("symlink"), Path.of("inner"));
        for (int i = 0; i < 12; i++) made.change();
        made.backUp();
        return made;
    }

    /// One that was copied there with everything in it.
    static LivingHome copy(LivingHome from, Path to) throws IOException {
        try (var all = Files.walk(from.home)) {
            for (var path : all.toList()) {
                var target = to.resolve(from.home.relativize(path));
                Files.copy(path, target, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return new LivingHome(to, from.random);
    }

    /// Changes the tree; every content has a number that no other ever had.
    void change() throws IOException {
        var name = (random.nextBoolean() ? "inner/f" : "f") + random.nextInt(12);
        var bytes = new byte[8 + random.nextInt(random.nextInt(10) == 0 ? 400_000 : 4_000)];
        random.nextBytes(bytes);
        var number = "%08d".formatted(sequence++).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(number, 0, bytes, 0, number.length);
        Files.write(tree.resolve(name), bytes);
        if (random.nextInt(4) == 0) Files.deleteIfExists(tree.resolve("f" + random.nextInt(12)));
    }

    CommandRun.Ended run(String... arguments) {
        return command.run(arguments);
    }

    void backUp() {
        require("backup", tree.toString());
    }

    /// Runs what must succeed.
    String require(String... arguments) {
        var ended = run(arguments);
        assertEquals(
                ExitCode.OK,
                ended.code(),
                () -> String.join(" ", arguments) + ": " + ended.error() + ended.out());
        return ended.out();
    }

    /// Every snapshot is whole (I1), as `verify` sees it with the key.
    void requireSound() {
        require("verify", "--read-data");
        if (Files.exists(second.resolve("holdfast.json"))) {
            require("verify", "--read-data", "-r", second.toString());
        }
    }

    /// Leaves few snapshots in the other repository, which nobody forgets any of otherwise, and
    /// no marker of a killed copy whose snapshot was forgotten before it could come again.
    void thinSecond() {
        if (!Files.exists(second.resolve("holdfast.json"))) return;
        require("forget", "--keep-last", "2", "-r", second.toString());
        require("prune", "--fence-older", "0h", "-r", second.toString());
    }

    /// The newest snapshot is the tree as it is (I2).
    void requireRestores() throws IOException {
        var target = home.resolve("restored");
        require("restore", "latest:" + tree, "--target", target.toString());
        assertEquals(listing(tree), listing(target));
        remove(target);
    }

    /// The ids of all snapshots, of the repository that `options` name.
    Set<String> snapshots(String... options) throws IOException {
        var ids = new TreeSet<String>();
        var words = new ArrayList<>(List.of("snapshots", "--json"));
        words.addAll(List.of(options));
        var out = require(words.toArray(String[]::new));
        var read = JsonReader.read("snapshots", out.strip());
        if (!(read instanceof Json.JsonObject page)) throw new AssertionError(read);
        for (var each : page.array("snapshots")) {
            if (each instanceof Json.JsonObject snapshot) ids.add(snapshot.text("snapshot"));
        }
        assertTrue(!ids.isEmpty());
        return ids;
    }

    /// Nothing half-written lies about, once a backup has ended. What a broken copy leaves in
    /// `tmp` of the other repository goes with the next backup that is made there.
    void requireTidy() throws IOException {
        var left = new ArrayList<Path>();
        var temporary = command.repository().resolve("tmp");
        if (Files.exists(temporary)) left.addAll(children(temporary));
        try (var all = Files.walk(home.resolve(".local/state"))) {
            all.filter(path -> isTemporary(path.getFileName().toString())).forEach(left::add);
        }
        assertEquals(List.of(), left);
    }

    private static boolean isTemporary(String name) {
        return name.startsWith("snapshot-") || name.startsWith(".new-");
    }

    static Map<String, String> listing(Path root) throws IOException {
        var entries = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (var path : all.toList()) {
                var facts = Files.readAttributes(path, "unix:mode,lastModifiedTime");
                var content = Files.isRegularFile(path)
                        ? Sha256.hash(Files.readAllBytes(path)).hex()
                        : "";
                if (!path.equals(root)) {
                    entries.put(root.relativize(path).toString(), facts + " " + content);
                }
            }
        }
        return entries;
    }

    static List<Path> children(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    static void remove(Path path) throws IOException {
        if (!Files.exists(path)) return;
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
