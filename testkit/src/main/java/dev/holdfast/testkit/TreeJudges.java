package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Says whether two trees are the same, by other people's programs and by a script that
/// shares no code with Holdfast. No answer is the good answer.
public final class TreeJudges {

    private static final Pattern PARAGRAPHS = Pattern.compile("\n\n");
    private static final int DIFFERENCES_MAX = 100;

    private TreeJudges() {}

    /// Everything the judges have to say about `copy`; empty if it equals `original`. Paths
    /// too long for the tools are judged by the script alone; they are to be below `deep`.
    public static List<String> judge(Path original, Path copy)
            throws IOException, InterruptedException {
        var differences = new TreeSet<String>();
        differences.addAll(rsync(original, copy));
        var entries = dump(original);
        if (entries.isEmpty()) throw new AssertionError("there is nothing to judge");
        differences.addAll(compare("dump", entries, dump(copy)));
        differences.addAll(listings(original, copy));
        return List.copyOf(differences);
    }

    /// What rsync would do to make `copy` the same.
    public static List<String> rsync(Path original, Path copy)
            throws IOException, InterruptedException {
        var done = Tool.run(
                original,
                "rsync",
                "-naHAXi",
                "--checksum",
                "--delete",
                "--exclude=/deep/*",
                original + "/",
                copy + "/");
        if (done.exitCode() != 0) return List.of("rsync: " + done.errors());
        return done.output().lines().map(line -> "rsync: " + line).toList();
    }

    /// One line for each entry with all that a backup keeps of it, in the order of an
    /// archive.
    public static List<String> dump(Path tree) throws IOException, InterruptedException {
        return Scripts.run("dump-tree.py", tree.toString()).get().lines().toList();
    }

    private static List<String> listings(Path original, Path copy)
            throws IOException, InterruptedException {
        var differences = new TreeSet<String>();
        var prune = "-path ./deep -prune -o";
        var commands = List.of(
                "find . " + prune + " -type d -printf '%p %y %m %U %G %T@ %n\\0' , "
                        + "! -type d -printf '%p %y %m %U %G %s %T@ %n %l\\0'",
                "find . " + prune + " -print0 | sort -z | xargs -0 getfattr -h -d -m - -e hex",
                "find . " + prune + " ! -type l -print0 | sort -z | xargs -0 getfacl -n -p",
                "find . " + prune + " -type f -print0 | sort -z | xargs -0 getcap",
                "find . " + prune
                        + " \\( -type f -o -type d \\) -print0 | sort -z | xargs -0 lsattr -d");
        for (var command : commands) {
            var before = listing(original, command);
            var after = listing(copy, command);
            differences.addAll(compare(command, before, after));
        }
        return List.copyOf(differences);
    }

    private static List<String> listing(Path tree, String command)
            throws IOException, InterruptedException {
        var text = Tool.run(tree, "sh", "-c", command).output();
        if (text.indexOf('\0') >= 0) return Arrays.asList(text.split("\0"));
        if (text.startsWith("# file: ")) return Arrays.asList(PARAGRAPHS.split(text));
        return text.lines().toList();
    }

    private static List<String> compare(String judge, List<String> before, List<String> after) {
        var gone = new TreeSet<>(before);
        gone.removeAll(new TreeSet<>(after));
        var come = new TreeSet<>(after);
        come.removeAll(new TreeSet<>(before));
        var differences = new TreeSet<String>();
        Predicate<String> some = _ -> differences.size() < DIFFERENCES_MAX;
        gone.stream().takeWhile(some).forEach(line -> differences.add(judge + " < " + line));
        come.stream().takeWhile(some).forEach(line -> differences.add(judge + " > " + line));
        return List.copyOf(differences);
    }
}
