package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The stock `sqlite3` command: the judge of what we write, and the forger of what we read.
final class SqliteCommand {

    private SqliteCommand() {}

    /// Runs `script` on `database` and returns what it printed.
    static String run(Path database, String script) throws IOException {
        var process = new ProcessBuilder("sqlite3", "-batch", "-bail", database.toString())
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, process.waitFor(), output);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }
}
