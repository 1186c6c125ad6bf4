package dev.holdfast.app.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Two trees like those people have: `source`, many small files of text, and `images`, larger
/// ones that cannot be compressed. The same everywhere.
public final class SampleData {

    /// Marks a directory whose files may be changed by a measurement.
    private static final String MARK = ".holdfast-sample-data";

    private static final int PER_DIRECTORY = 64;
    private static final int TEXT_MAX = 24_000;
    private static final int IMAGE_MIN = 100_000;
    private static final int IMAGE_MAX = 900_000;
    private static final List<String> WORDS = List.of(
            "return", "static", "int", "struct", "if", "error", "buffer", "length", "node", "list",
            "lock", "device", "page", "flags", "->", "();", "{", "}", "\n\t", "\n");

    private SampleData() {}

    /// Makes both below `target`, which is empty or not there.
    public static void make(Path target, int texts, int images) throws IOException {
        Files.createDirectories(target);
        try (var there = Files.list(target)) {
            if (there.findAny().isPresent()) {
                throw new IOException(target + ": is not empty, and nothing in it is replaced");
            }
        }
        Files.createFile(target.resolve(MARK));
        var random = new Random(1);
        for (int i = 0; i < texts; i++) write(target.resolve("source"), i, ".c", text(random));
        for (int i = 0; i < images; i++) write(target.resolve("images"), i, ".jpg", image(random));
    }

    /// Whether `directory` was made here, so that its files are nobody's.
    public static boolean isSample(Path directory) {
        return Files.exists(directory.resolve(MARK));
    }

    /// Writes one file in 2000 anew, picked by `random`, at least one.
    static void change(Path tree, Random random) throws IOException {
        var files = new ArrayList<Path>();
        try (var all = Files.walk(tree)) {
            all.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        for (int i = 0; i <= files.size() / 2000; i++) {
            var bytes = new byte[1 + random.nextInt(TEXT_MAX)];
            random.nextBytes(bytes);
            Files.write(files.get(random.nextInt(files.size())), bytes);
        }
    }

    private static void write(Path tree, int number, String ending, byte[] bytes)
            throws IOException {
        var directory = tree.resolve("d%04d".formatted(number / PER_DIRECTORY));
        if (number % PER_DIRECTORY == 0) Files.createDirectories(directory);
        Files.write(directory.resolve("f%06d%s".formatted(number, ending)), bytes);
    }

    private static byte[] text(Random random) {
        int length = 1 + random.nextInt(TEXT_MAX);
        var text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
            if (random.nextInt(6) == 0) text.append(random.nextInt(100_000));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] image(Random random) {
        var bytes = new byte[random.nextInt(IMAGE_MIN, IMAGE_MAX)];
        random.nextBytes(bytes);
        return bytes;
    }
}
