package dev.holdfast.app;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// The project's own files, for the tests that read documents and sources.
public final class Project {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".vscode");

    public static final Path ROOT =
            Path.of(System.getProperty("holdfast.root", ".")).toAbsolutePath().normalize();

    private Project() {}

    public static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    public static String read(String relative) throws IOException {
        return Files.readString(path(relative));
    }

    public static List<String> lines(String relative) throws IOException {
        return Files.readAllLines(path(relative));
    }

    /// Every file whose name ends with `suffix`, as a path below the root, sorted.
    public static List<Path> files(String suffix) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return NOT_OURS.contains(dir.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(suffix)) found.add(ROOT.relativize(file));
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(found);
        return found;
    }

    /// Compares `text` with a file of the project; `-Dgolden=update` writes the file instead.
    public static void assertGolden(String relative, String text) throws IOException {
        var file = path(relative);
        if (System.getProperty("golden", "").equals("update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        var there = Files.exists(file) ? Files.readString(file) : "";
        org.junit.jupiter.api.Assertions.assertEquals(
                there, text, relative + " is stale: run the test with -Dgolden=update");
    }
}
