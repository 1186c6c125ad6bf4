package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The measurement measures what it says, and leaves what is not its own alone.
final class BenchCommandTest {

    @TempDir
    private Path directory;

    @Test
    void whatIsPreparedIsMeasuredInBothModesAndReported() throws IOException {
        var person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var sample = directory.resolve("sample").toString();
        var page = directory.resolve("report.html");
        var made = person.run(
                "bench",
                "change-detection",
                "prepare",
                "--target",
                sample,
                "--files",
                "200",
                "--images",
                "3");
        assertEquals(ExitCode.OK, made.code(), made::error);
        var ended = person.run(
                "bench",
                "change-detection",
                "run",
                sample,
                "--rounds",
                "1",
                "--report",
                page.toString());
        assertEquals(ExitCode.OK, ended.code(), ended::error);
        var unchanged = ended.out()
                .lines()
                .filter(line -> line.matches("source +unchanged +metadata .*"))
                .toList();
        assertEquals(1, unchanged.size(), ended::out);
        assertTrue(unchanged.getFirst().matches(".* 0 +0"), "nothing is read, nothing is stored");
        assertTrue(Files.readString(page).contains("<svg"));
    }

    @Test
    void aDirectoryThatIsNotPreparedIsNotWrittenTo() throws IOException {
        var person = new CommandRun(Files.createDirectory(directory.resolve("home")));
        var own = Files.createDirectory(directory.resolve("own"));
        Files.writeString(own.resolve("file"), "precious");
        var ended = person.run("bench", "change-detection", "run", own.toString(), "--rounds", "1");
        assertEquals(ExitCode.OK, ended.code(), ended::error);
        assertEquals("precious", Files.readString(own.resolve("file")));
        assertTrue(ended.out()
                .lines()
                .noneMatch(line -> line.contains("changed  ") && !line.contains("unchanged")));
    }
}
