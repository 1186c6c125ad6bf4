package dev.holdfast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real process, with a standard input from which nothing comes.
final class InterruptibleInputTest {

    private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

    @TempDir
    private Path home;

    @Test
    void aRunThatWaitsForStandardInputEndsAtOnceWhenItIsTold()
            throws IOException, InterruptedException {
        for (var arguments :
                List.of(List.of("backup", "--stdin", "dump"), List.of("pxar", "list", "-"))) {
            var process = start(arguments);
            try {
                process.getOutputStream().write('x');
                process.getOutputStream().flush();
                Thread.sleep(Duration.ofSeconds(4)); // It starts, and then waits.
                assertTrue(process.isAlive(), arguments + " ended by itself");
                long told = System.nanoTime();
                process.destroy();
                assertTrue(process.waitFor(30, TimeUnit.SECONDS));
                assertTrue(System.nanoTime() - told < SOON_NANOS, arguments + " took too long");
                assertEquals(128 + 15, process.exitValue());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private Process start(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.app.Main"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(Files.createTempFile(home, "out", "").toFile());
        builder.environment().put("HOME", home.toString());
        return builder.start();
    }
}
