package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/// Writes docs/trust-report.md from what `-Ptrust` has counted; Maven calls it when every
/// test has run.
public final class TrustReport {

    private TrustReport() {}

    /// The one argument is the directory of the project.
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        var rows = new ArrayList<String>();
        long failures = 0;
        for (var line : TrustLine.readBelow(root)) {
            rows.add("| %s | %s | %s | %,d | %d | %d | %s |"
                    .formatted(
                            line.test(),
                            line.invariants(),
                            line.what(),
                            line.count(),
                            line.failures(),
                            line.seed(),
                            line.commit()));
            failures += line.failures();
        }
        if (rows.isEmpty()) throw new IOException("target/trust: no test has counted anything");
        var page = template()
                .replace("{rows}", String.join("\n", rows))
                .replace("{failures}", failures == 0 ? "No test failed." : failures + " FAILED.");
        Files.writeString(root.resolve("docs/trust-report.md"), page);
    }

    private static String template() throws IOException {
        try (var page = TrustReport.class.getResourceAsStream("trust-report.txt")) {
            if (page == null) throw new IllegalStateException("trust-report.txt is not built in");
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
