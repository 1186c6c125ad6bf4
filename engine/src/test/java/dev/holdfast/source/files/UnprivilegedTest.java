package dev.holdfast.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.pxar.FileType;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.testkit.Nobody;
import dev.holdfast.testkit.ScratchDirectory;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// What a walk says to a user who may not read everything.
class UnprivilegedTest {

    @Test
    void whatMayNotBeReadIsANoticeAndTheRestIsTaken() throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            var root = scratch.path();
            Files.writeString(root.resolve("a-secret"), "x");
            Files.writeString(root.resolve("b-open"), "x");
            Files.createSymbolicLink(root.resolve("c-link"), Path.of("a-secret"));
            Files.createDirectory(root.resolve("d-closed"));
            Files.writeString(root.resolve("d-closed/inside"), "x");
            Files.createDirectory(root.resolve("e-blind"));
            Files.writeString(root.resolve("e-blind/inside"), "x");
            Files.writeString(root.resolve("f-last"), "x");
            chmod(root.resolve("a-secret"), "---------");
            chmod(root.resolve("d-closed"), "---------");
            // Its names can be read, but nothing about what they name.
            chmod(root.resolve("e-blind"), "r--r--r--");
            chmod(root, "rwxr-xr-x");
            var said = Nobody.run(UnprivilegedTest.class, root.toString());
            assertEquals("", said.errors());
            assertEquals(
                    List.of(
                            "/",
                            "SKIPPED a-secret permission denied (openat: EACCES)",
                            "b-open 1",
                            "c-link",
                            "SKIPPED d-closed nothing in it was taken: "
                                    + "permission denied (openat: EACCES)",
                            "d-closed/",
                            "e-blind/",
                            "SKIPPED e-blind/inside permission denied (statx: EACCES)",
                            "f-last 1"),
                    said.output().lines().toList());
            assertEquals(0, said.exitCode());
            chmod(root.resolve("d-closed"), "rwx------");
        }
    }

    @Test
    void aRootThatMayNotBeReadIsAnError() throws Exception {
        try (var scratch = ScratchDirectory.make()) {
            chmod(scratch.path(), "---------");
            var said = Nobody.run(UnprivilegedTest.class, scratch.path().toString());
            chmod(scratch.path(), "rwx------");
            assertTrue(said.errors().contains("permission denied"), said.errors());
            assertEquals(1, said.exitCode());
        }
    }

    /// Runs in a Java of its own, as nobody.
    public static void main(String[] arguments) throws IOException {
        var tree = Walk.tree(Path.of(arguments[0]), FileTreeOptions.ALL);
        try (var cursor = tree.open(notice ->
                System.out.printf("%s %s %s%n", notice.kind(), notice.path(), notice.detail()))) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                switch (event) {
                    case SourceEvent.Enter(var entry) -> {
                        System.out.println(entry.path() + "/");
                        if (entry.metadata() == null) throw new AssertionError();
                    }
                    case SourceEvent.Item(var entry) -> {
                        if (entry.facts().type() != FileType.REGULAR) {
                            if (entry.metadata() == null) throw new AssertionError();
                            System.out.println(entry.path());
                            continue;
                        }
                        try (var content = entry.open()) {
                            if (content == null) continue;
                            System.out.println(entry.path() + " " + Walk.read(content).length);
                        }
                    }
                    case SourceEvent.Leave() -> {}
                }
            }
        }
    }

    private static void chmod(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
