package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What comes out of the program: bytes as they were meant, and names that can do nothing.
final class ConsoleOutputTest {

    /// Names that would paint, overwrite, or turn around what a terminal shows.
    private static final String HOSTILE = """
            cd "$1" &&
            printf x > "$(printf 'red\\033[31m')" &&
            printf x > "$(printf 'back\\r\\bover')" &&
            printf x > "$(printf 'line\\nfeed')" &&
            printf x > "$(printf 'turned\\342\\200\\256txt.exe')" &&
            printf x > "$(printf 'c1\\302\\233m')" &&
            printf x > "$(printf 'no-text\\377')" &&
            printf x > 'back\\slash' &&
            mkdir "$(printf 'bell\\007')" &&
            ln -s "$(printf 'target\\033]0;title\\007')" "$(printf 'link\\033')" &&
            mkfifo "$(printf 'pipe\\033')" && ln "$(printf 'pipe\\033')" "$(printf 'pipe2\\033')"
            """;

    @TempDir
    private Path directory;

    @Test
    void textIsUtf8WhateverTheLocale() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new ConsoleOutput(bytes);
        out.print("é▸\n");
        out.flush();
        assertArrayEquals("é▸\n".getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
    }

    @Test
    void aReaderThatWentAwayIsToldFromADiskThatIsFull() {
        assertThrows(
                OutputClosedException.class,
                () -> new ConsoleOutput(failing("Broken pipe")).flush());
        var full = assertThrows(
                IOException.class,
                () -> new ConsoleOutput(failing("No space left on device")).flush());
        assertEquals(ExitCode.FAILED, ExitCode.of(full));
        assertEquals("standard output: No space left on device", full.getMessage());
    }

    @Test
    void i8NoNameReachesATerminalAsItIs() throws Exception {
        var tree = Files.createDirectory(directory.resolve("tree"));
        Tool.run(directory, "sh", "-c", HOSTILE, "sh", tree.toString()).get();
        var person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var hostile = "\u001b[2J\r\u202e";
        harmless(person.run("backup", tree.toString(), "--verbose", "--tag", "k=" + hostile));
        var listed = person.run("ls", "-R", "latest");
        harmless(listed);
        assertEquals(11, listed.out().lines().count(), listed.out());
        harmless(person.run("ls", "-R", "latest", "--json"));
        harmless(person.run("cat", "latest:" + tree + "/" + hostile));
        harmless(person.run("cat", "latest:" + hostile));
        harmless(person.run("ls", hostile));
        harmless(person.run("backup", tree + hostile));
        harmless(person.run("backup", "--name", hostile, tree.toString()));
        harmless(person.run("backup", "--host", hostile, tree.toString()));
        harmless(person.run("snapshots"));
        harmless(person.run("snapshots", "--json"));
        harmless(person.run(hostile));
        harmless(person.run("--" + hostile));
        harmless(person.run("ls", "-r", "/" + hostile, "latest"));
        harmless(person.run("restore", "latest", "--target", directory + "/t", "--verbose"));
        harmless(person.run("verify", "--read-data"));
    }

    private static void harmless(CommandRun.Ended ended) {
        for (var text : new String[] {ended.out(), ended.error()}) {
            for (int c : text.codePoints().toArray()) {
                boolean plain = c == '\n' || Character.getType(c) != Character.CONTROL;
                boolean turning = c >= 0x202a && c <= 0x202e;
                assertTrue(
                        plain && !turning && c != 0xfffd, () -> "U+%04x in %s".formatted(c, text));
            }
        }
        assertTrue(ended.code() != ExitCode.BUG, ended.error());
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("whole buffers only");
            }

            @Override
            public void flush() throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
