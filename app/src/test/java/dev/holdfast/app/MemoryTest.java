package dev.holdfast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the process takes at most, run as the launcher runs it.
final class MemoryTest {

    private static final long CEILING_KIB = 400 << 10;

    /// What cannot be compressed fills most buffers; more of it than fits into memory at once.
    private static final int LARGE_FILES = 40;

    private static final int LARGE_BYTES = 8 << 20;
    private static final int SMALL_FILES = 20_000;

    /// Runs a command and prints its largest resident set in KiB.
    private static final String MEASURED = """
            import resource, subprocess, sys
            code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            sys.exit(code)
            """;

    @Test
    void aBackupAndARestoreOfMoreThanTheHeapHoldsStayBelowTheCeiling() throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            var tree = plant(scratch.path().resolve("tree"));
            var copy = scratch.path().resolve("copy").toString();
            var home = scratch.path().resolve("home");
            assertStaysBelow(home, "-q", "backup", tree.toString());
            assertStaysBelow(home, "-q", "restore", "latest:" + tree, "--target", copy);
            int differences = TreeJudges.rsync(tree, Path.of(copy)).size();
            assertEquals(0, differences, "lines of rsync");
        }
    }

    private static Path plant(Path tree) throws IOException {
        var random = Seeds.random("memory");
        Files.createDirectory(tree);
        var content = new byte[LARGE_BYTES];
        for (int i = 0; i < LARGE_FILES; i++) {
            random.nextBytes(content);
            Files.write(tree.resolve("large" + i), content);
        }
        for (int i = 0; i < SMALL_FILES; i++) {
            var directory = tree.resolve("d" + i / 500);
            if (i % 500 == 0) Files.createDirectory(directory);
            Files.writeString(directory.resolve("small" + i), "content " + i);
        }
        return tree;
    }

    private static void assertStaysBelow(Path home, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "env",
                "HOME=" + home,
                "XDG_DATA_HOME=" + home.resolve("data"),
                "XDG_CONFIG_HOME=" + home.resolve("config"),
                "XDG_STATE_HOME=" + home.resolve("state"),
                "python3",
                "-c",
                MEASURED,
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Launcher.memoryOptions());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.app.Main"));
        command.addAll(List.of(arguments));
        var ended = Tool.run(Path.of("/"), new byte[0], command);
        assertEquals(0, ended.exitCode(), ended.errors());
        long peak = Long.parseLong(ended.output().strip());
        assertTrue(peak <= CEILING_KIB, arguments[1] + " took " + peak + " KiB");
    }
}
