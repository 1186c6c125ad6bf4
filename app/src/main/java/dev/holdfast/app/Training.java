package dev.holdfast.app;

import dev.holdfast.app.cli.CommandLineBytes;
import dev.holdfast.app.cli.ExitCode;
import dev.holdfast.app.cli.Surroundings;
import dev.holdfast.crypto.LibcryptoDigests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The everyday commands, once, in one process: what the JVM loads and compiles here is what
/// the AOT cache of the image holds.
///
/// Runs when the image is built, in an empty directory that its last argument names. A
/// command that fails fails the build. The JVM writes the cache when the process ends.
public final class Training {

    /// The cache that knows the S3 library as well.
    private static final String WITH_BUCKETS = "holdfast-s3";

    private static final int FILES = 60;
    private static final int FILE_SIZE_MAX = 100_000;

    /// So many that the walk runs ahead.
    private static final int EMPTY_FILES = 1000;

    private final Path directory;

    private Training(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException {
        LibcryptoDigests.install();
        var given = CommandLineBytes.arguments(arguments);
        var training = new Training(Path.of(given.getLast()).toAbsolutePath());
        training.run(given.contains(WITH_BUCKETS));
    }

    private void run(boolean withBuckets) throws IOException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        plant(tree);
        var place = tree.toString();
        var copy = directory.resolve("copy").toString();
        run("--version");
        run("--help");
        run("backup", "--help");
        run("backup", place);
        run("backup", place);
        run("snapshots");
        run("snapshots", "--json");
        run("info");
        run("ls", "latest:" + place);
        run("cat", "latest:" + place + "/d0/file0");
        run("verify", "--read-data");
        run("restore", "latest", "--target", copy);
        if (withBuckets) runInBucket(place);
        var config = Files.createDirectories(directory.resolve(".config/holdfast"));
        Files.writeString(
                config.resolve("config.toml"), "quiet = true\n[backup]\nexclude = ['a']\n");
        run("backup", place);
    }

    private void runInBucket(String place) throws IOException {
        try (var bucket = TrainingBucket.open()) {
            var there = List.of("-r", "s3://training/x", "--s3-endpoint", bucket.endpoint());
            run(there, "init");
            run(there, "backup", place);
            run(there, "backup", place);
            run(there, "snapshots");
            var copy = directory.resolve("copy from the bucket").toString();
            run(there, "restore", "latest", "--target", copy);
        }
    }

    private void run(List<String> options, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(options);
        run(all.toArray(String[]::new));
    }

    private void run(String... arguments) {
        var error = new ByteArrayOutputStream();
        var program = Wiring.program(someone(Main.surroundings(), error));
        var code = program.run(List.of(arguments));
        if (code != ExitCode.OK) {
            throw new IllegalStateException(String.join(" ", arguments)
                    + ": "
                    + code
                    + ": "
                    + error.toString(StandardCharsets.UTF_8));
        }
    }

    /// Someone with nothing but a home directory, this one, and nobody to talk to.
    private Surroundings someone(Surroundings real, OutputStream error) {
        return new Surroundings(
                Map.of(
                        "HOME", directory.toString(),
                        "AWS_ACCESS_KEY_ID", "training",
                        "AWS_SECRET_ACCESS_KEY", "training"),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                error,
                false,
                false,
                false,
                real.columns(),
                real.clock());
    }

    private static void plant(Path tree) throws IOException {
        var random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            var directory = Files.createDirectories(tree.resolve("d" + i % 7));
            var content = new byte[random.nextInt(1, FILE_SIZE_MAX)];
            random.nextBytes(content);
            Files.write(directory.resolve("file" + i), content);
        }
        var many = Files.createDirectory(tree.resolve("many"));
        for (int i = 0; i < EMPTY_FILES; i++) Files.createFile(many.resolve("file" + i));
    }
}
