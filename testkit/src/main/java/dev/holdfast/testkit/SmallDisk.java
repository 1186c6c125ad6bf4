package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file system that is soon full: a tmpfs mounted on a directory.
public final class SmallDisk implements AutoCloseable {

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /// Mounts `size` bytes on `directory`, which is made. Null, with a line that says so,
    /// where this process may not mount: the test then skips itself.
    public static @Nullable SmallDisk tryMount(Path directory, long size)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        if (run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", directory.toString()) != 0) {
            System.err.println("not allowed to mount a tmpfs: no test of a full disk");
            return null;
        }
        return new SmallDisk(directory);
    }

    public Path directory() {
        return directory;
    }

    /// From now on nothing on it can be changed.
    public void makeReadOnly() throws IOException, InterruptedException {
        if (run("mount", "-o", "remount,ro", directory.toString()) != 0) {
            throw new IOException("cannot be made read-only: " + directory);
        }
    }

    /// Unmounts it, even if something is still mapped from it.
    @Override
    public void close() throws IOException {
        try {
            run("umount", "--lazy", directory.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
