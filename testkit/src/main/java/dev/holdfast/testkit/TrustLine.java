package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One row of docs/trust-report.md, kept in a file of its own below `target/trust/` until the
/// report is written: the last run of a test rules, and a run that was broken off can go on.
record TrustLine(
        String test,
        String invariants,
        String what,
        long count,
        long failures,
        long seed,
        String commit) {

    void writeBelow(Path root) throws IOException {
        var directory = Files.createDirectories(directory(root));
        var name = (test + "." + what).replaceAll("[^A-Za-z0-9]+", "-");
        Files.writeString(
                directory.resolve(name + ".tsv"),
                String.join(
                                "\t",
                                test,
                                invariants,
                                what,
                                Long.toString(count),
                                Long.toString(failures),
                                Long.toString(seed),
                                commit)
                        + "\n");
    }

    static List<TrustLine> readBelow(Path root) throws IOException {
        var lines = new ArrayList<TrustLine>();
        try (var files = Files.newDirectoryStream(directory(root), "*.tsv")) {
            for (var file : files) {
                var words = Files.readString(file).strip().split("\t", -1);
                lines.add(new TrustLine(
                        words[0],
                        words[1],
                        words[2],
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[5]),
                        words[6]));
            }
        }
        lines.sort(Comparator.comparing(TrustLine::test).thenComparing(TrustLine::what));
        return lines;
    }

    private static Path directory(Path root) {
        return root.resolve("target/trust");
    }
}
