package dev.holdfast.app.cli;

import dev.holdfast.testkit.Tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The two scripts of docs/manual/recover-by-hand.md, taken from the page and run as a
/// person would, in a directory of theirs.
record RecoveryScripts(Path directory) {

    /// Writes what is in the page to `recover.sh` and `recover.py` in `directory`.
    static RecoveryScripts unpack(Path directory) throws IOException {
        Files.writeString(directory.resolve("recover.sh"), block("sh"));
        Files.writeString(directory.resolve("recover.py"), block("python"));
        return new RecoveryScripts(directory);
    }

    /// The page's one block in `language`.
    static String block(String language) throws IOException {
        var root = Objects.requireNonNull(System.getProperty("holdfast.root"));
        var page = Files.readString(Path.of(root, "docs", "manual", "recover-by-hand.md"));
        var fence = "\n```" + language + "\n";
        int from = page.indexOf(fence);
        if (from < 0) throw new AssertionError("the page has no block in " + language);
        from += fence.length();
        return page.substring(from, page.indexOf("\n```", from) + 1);
    }

    Tool shell(String... arguments) throws IOException, InterruptedException {
        return run(List.of("sh", "recover.sh"), arguments);
    }

    /// The first script's list of snapshots, for the owner of `person`'s repository.
    String list(CommandRun person) throws IOException, InterruptedException {
        return shell(person.repository().toString(), identity(person)).get();
    }

    /// Gets the streams of `snapshot` into `streams`.
    Tool get(CommandRun person, String snapshot, String streams)
            throws IOException, InterruptedException {
        return shell(person.repository().toString(), identity(person), snapshot, streams);
    }

    /// The same, and what can be had of damaged packs.
    Tool salvage(CommandRun person, String snapshot, String streams)
            throws IOException, InterruptedException {
        return run(
                List.of("env", "SALVAGE=yes", "sh", "recover.sh"),
                person.repository().toString(),
                identity(person),
                snapshot,
                streams);
    }

    /// The list again, with `phrase` typed at a terminal of its own when `age` asks.
    Tool listByPassphrase(Path repository, String phrase) throws IOException, InterruptedException {
        var command = "sh recover.sh '" + repository + "' ''";
        return Tool.run(
                directory,
                (phrase + "\n").getBytes(StandardCharsets.UTF_8),
                List.of("script", "-qec", command, "/dev/null"));
    }

    /// From `streams` to the files, in `target`.
    Tool python(String streams, String target) throws IOException, InterruptedException {
        return run(List.of("/usr/bin/python3", "recover.py"), streams, target);
    }

    /// The same as a user without any privilege, who gets `streams` and a place for `target`
    /// in a directory `theirs`.
    Tool pythonAs(int user, String streams, String target)
            throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("theirs"));
        var id = Integer.toString(user);
        Tool.run(directory, "chown", "-R", id, "theirs", streams).get();
        Tool.run(directory, "chmod", "711", ".").get();
        var prefix = List.of(
                "setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups", "/usr/bin/python3");
        var command = new ArrayList<>(prefix);
        command.add("recover.py");
        return run(command, streams, "theirs/" + target);
    }

    private Tool run(List<String> command, String... arguments)
            throws IOException, InterruptedException {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        return Tool.run(directory, new byte[0], whole);
    }

    private static String identity(CommandRun person) {
        return person.home().resolve(".config/holdfast/identity.txt").toString();
    }
}
