package dev.holdfast.testkit;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file system of another kind, in a file of its own, mounted for one test.
public final class LoopDisk implements AutoCloseable {

    private static final long SIZE = 400L << 20;

    private final Path image;
    private final Path directory;

    private LoopDisk(Path image, Path directory) {
        this.image = image;
        this.directory = directory;
    }

    /// Makes and mounts a file system of `type` (`ext4`, `xfs`, `btrfs` …) on `directory`,
    /// which is made; `makeOptions` go to its mkfs. Where its tools are not installed or this
    /// process may not mount, the test is skipped, with a line that says so.
    public static LoopDisk mountOrSkip(String type, Path directory, String... makeOptions)
            throws IOException, InterruptedException {
        var image = Files.createTempFile("holdfast-test-", "." + type);
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        Files.createDirectories(directory);
        var command = new ArrayList<>(List.of("mkfs." + type, "-q"));
        command.addAll(List.of(makeOptions));
        command.add(image.toString());
        boolean made = Tool.exists("mkfs." + type) && run(command.toArray(String[]::new));
        if (made && run("mount", "-o", "loop", image.toString(), directory.toString())) {
            return new LoopDisk(image, directory);
        }
        Files.delete(image);
        var reason = made ? "not allowed to mount " + type : "no working mkfs." + type + " here";
        System.err.println("skipped: " + reason);
        return Assumptions.abort(reason);
    }

    /// A file system that takes upper and lower case for the same: exFAT, by way of FUSE, as
    /// few kernels can do it by themselves. Without the Debian packages exfat-fuse and
    /// exfatprogs the test is skipped, with a line that says so.
    public static LoopDisk foldingOrSkip(Path directory) throws IOException, InterruptedException {
        var image = Files.createTempFile("holdfast-test-", ".exfat");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        Files.createDirectories(directory);
        boolean there = Tool.exists("mkfs.exfat") && Tool.exists("mount.exfat-fuse");
        if (there && run("mkfs.exfat", image.toString())) {
            var loop = Tool.run(Path.of("/"), "losetup", "-f", "--show", image.toString());
            var device = loop.output().strip();
            if (loop.exitCode() == 0) {
                boolean mounted = run("mount.exfat-fuse", device, directory.toString());
                // A device that is mounted goes when that ends.
                run("losetup", "-d", device);
                if (mounted) return new LoopDisk(image, directory);
            }
        }
        Files.delete(image);
        var reason = there ? "not allowed to mount exFAT" : "no exfat-fuse here";
        System.err.println("skipped: " + reason);
        return Assumptions.abort(reason);
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", "--lazy", directory.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(image);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return Tool.run(Path.of("/"), command).exitCode() == 0;
    }
}
