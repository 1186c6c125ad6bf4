package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory for one test that can be removed whatever is in it: files that are locked,
/// modes that keep everybody out, paths that are too long for Java.
public record ScratchDirectory(Path path) implements AutoCloseable {

    public static ScratchDirectory make() throws IOException {
        return new ScratchDirectory(Files.createTempDirectory("holdfast-test-"));
    }

    /// In memory where there is such a file system, for tests that write much and keep nothing.
    public static ScratchDirectory makeInMemory() throws IOException {
        var memory = Path.of("/dev/shm");
        if (!Files.isWritable(memory)) return make();
        return new ScratchDirectory(Files.createTempDirectory(memory, "holdfast-test-"));
    }

    @Override
    public void close() throws IOException {
        try {
            if (Tool.run(Path.of("/"), "rm", "-rf", path.toString()).exitCode() == 0) return;
            Scripts.run("unlock-tree.py", path.toString()).get();
            Tool.run(Path.of("/"), "rm", "-rf", path.toString()).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
