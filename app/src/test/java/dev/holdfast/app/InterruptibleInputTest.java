package dev.holdfast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The real process, with a standard input from which nothing more comes.
final class InterruptibleInputTest {

    @TempDir
    private Path home;

    /// Who does not end by itself is ended by the JVM, and then it says nothing.
    @Test
    @Timeout(120)
    void aRunThatWaitsForStandardInputEndsByItselfWhenItIsTold()
            throws IOException, InterruptedException {
        for (var arguments :
                List.of(List.of("backup", "--stdin", "dump"), List.of("pxar", "list", "-"))) {
            var said = Files.createTempFile(home, "out", "");
            var process = start(arguments, said);
            try {
                process.getOutputStream().write('x');
                process.getOutputStream().flush();
                awaitRead(process);
                // A destroy of the process itself would close its standard input as well.
                process.toHandle().destroy();
                assertEquals(128 + 15, process.waitFor(), arguments.toString());
                var text = Files.readString(said);
                assertTrue(text.contains("holdfast: interrupted"), arguments + ": " + text);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /// Waits until the process has taken what it was given, and so waits for more.
    private static void awaitRead(Process process) throws IOException, InterruptedException {
        var input = Path.of("/proc/" + process.pid() + "/fd/0");
        while (unread(input) > 0) {
            assertTrue(process.isAlive(), "it ended by itself");
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    private static int unread(Path pipe) throws IOException {
        try (var in = new FileInputStream(pipe.toFile())) {
            return in.available();
        }
    }

    private Process start(List<String> arguments, Path said) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.app.Main"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(said.toFile());
        builder.environment().put("HOME", home.toString());
        return builder.start();
    }
}
