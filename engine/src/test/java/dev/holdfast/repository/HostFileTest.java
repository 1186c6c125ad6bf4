package dev.holdfast.repository;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

final class HostFileTest {

    private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "something new".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory = Path.of("");

    @Test
    void aFileIsReplacedAndIsItsOwnersAlone() throws IOException {
        var file = directory.resolve("below/file");
        HostFile.replace(file, OLD);
        HostFile.replace(file, NEW);
        assertArrayEquals(NEW, Files.readAllBytes(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("file"), names(directory.resolve("below")));
    }

    @Test
    void i5WhatADeadProcessLeftGoesWithTheNextReplacement() throws IOException {
        Files.write(directory.resolve(".new-123"), OLD);
        Files.write(directory.resolve(".news"), OLD);
        HostFile.replace(directory.resolve("file"), NEW);
        assertEquals(List.of(".news", "file"), names(directory));
    }

    @Test
    void i5WhatWasLeftOfRepositoriesThatNeverWereGoesToo() throws IOException {
        var never = Files.createDirectory(directory.resolve("never-was"));
        Files.write(never.resolve(".new-123"), OLD);
        Files.write(never.resolve("writer.key"), OLD);
        new HostState(directory).removeLeftovers();
        assertEquals(List.of("writer.key"), names(never));
        new HostState(directory.resolve("none")).removeLeftovers();
    }

    @Test
    void whatALivingProcessWritesIsLeftAlone() throws IOException {
        var theirs = Files.write(directory.resolve(".new-123"), OLD);
        var process = new ProcessBuilder("python3", "-c", """
                        import fcntl, sys
                        file = open(sys.argv[1], "r+b")
                        fcntl.lockf(file, fcntl.LOCK_EX)
                        print("locked", flush=True)
                        sys.stdin.read()
                        """, theirs.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader()) {
            assertEquals("locked", out.readLine());
            HostFile.replace(directory.resolve("file"), NEW);
            assertTrue(Files.exists(theirs));
            process.outputWriter().close();
            process.onExit().join();
            HostFile.replace(directory.resolve("file"), NEW);
            assertFalse(Files.exists(theirs));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatCannotBeWrittenLeavesWhatWasThere() throws IOException {
        var file = directory.resolve("file");
        Files.createDirectories(file.resolve("below"));
        assertThrows(IOException.class, () -> HostFile.replace(file, NEW));
        assertEquals(List.of("file"), names(directory));
    }

    @Test
    void severalWhoReplaceOneFileAtOnceLeaveOneWhole() throws Exception {
        var file = directory.resolve("file");
        var number = new AtomicInteger();
        Scope.computing(4, () -> {
            for (int i = 0; i < 25; i++) {
                var text = Integer.toString(number.getAndIncrement()).repeat(1000);
                HostFile.replace(file, text.getBytes(StandardCharsets.US_ASCII));
            }
        });
        var text = Files.readString(file);
        assertEquals(text.substring(0, text.length() / 1000).repeat(1000), text);
        assertEquals(List.of("file"), names(directory));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
