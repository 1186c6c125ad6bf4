package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.app.Project;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Types what the README and the first page of the manual tell people to type, in the home
/// directory of somebody called ada, and sees what they show.
final class QuickStartTest {

    private static final Pattern SNAPSHOT_NAME =
            Pattern.compile("[A-Za-z0-9._]+(-[A-Za-z0-9._]+)*-[0-9]{8}-[0-9]{6}Z");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9,.]*( ([KMGT]iB|B)\\b)?");
    private static final Pattern RECIPIENT = Pattern.compile("age1[0-9a-z]{58}");

    @TempDir
    private Path directory;

    private CommandRun ada = new CommandRun(Path.of("/"));

    /// A command as a page shows it, and the lines of its output that the page shows too.
    private record Step(String command, List<String> shown) {}

    @BeforeEach
    void someDocuments() throws IOException {
        ada = new CommandRun(Files.createDirectories(directory.resolve("home/ada")));
        var documents = Files.createDirectories(ada.home().resolve("Documents/letters"));
        Files.writeString(documents.resolve("letter"), "dear");
        Files.writeString(ada.home().resolve("Documents/letter.txt"), "dear");
        Files.createSymbolicLink(documents.resolve("last"), Path.of("letter"));
    }

    @Test
    void theReadmeShowsWhatHappens() throws IOException {
        var steps = steps("README.md");
        steps.removeIf(step -> step.command().equals("./mvnw -B verify"));
        assertEquals(4, steps.size());
        for (var step : steps) take(step);
        assertEquals("dear", Files.readString(directory.resolve("tmp/documents/letter.txt")));
    }

    @Test
    void theFirstPageOfTheManualShowsWhatHappens() throws IOException {
        var steps = steps("docs/manual/first-backup.md");
        assertEquals(6, steps.size());
        for (var step : steps) take(step);
    }

    private void take(Step step) throws IOException {
        var command = step.command().replaceFirst("^(\\./)?holdfast ", "");
        assertTrue(!command.equals(step.command()), "what is this? " + step.command());
        var words = new ArrayList<String>();
        for (var word : command.split(" +", -1)) words.add(here(word));
        var ended = ada.run(words.toArray(String[]::new));
        assertEquals(ExitCode.OK, ended.code(), step.command() + ": " + ended.error());
        if (step.shown().isEmpty()) return;
        assertEquals(
                String.join("\n", step.shown().stream().map(this::likeness).toList()),
                String.join("\n", ended.out().lines().map(this::likeness).toList()),
                step.command());
    }

    /// A word of a page, where this test's directories stand for those of a machine.
    private String here(String word) throws IOException {
        if (word.equals("age1…")) return recipient();
        return word.replaceFirst("^(|[a-z0-9~]+:)/(home|tmp|mnt)/", "$1" + directory + "/$2/")
                .replaceFirst("^~/", ada.home() + "/");
    }

    private String recipient() throws IOException {
        var identity = Files.readString(ada.home().resolve(".config/holdfast/identity.txt"));
        var recipient = RECIPIENT.matcher(identity);
        assertTrue(recipient.find(), identity);
        return recipient.group();
    }

    /// A line without what is another each time: numbers, amounts, times, names of snapshots.
    private String likeness(String line) {
        var text = line.replace(directory.toString(), "");
        text = SNAPSHOT_NAME.matcher(text).replaceAll("NAME");
        return NUMBER.matcher(text).replaceAll("#").replaceAll(" +", " ");
    }

    private static List<Step> steps(String page) throws IOException {
        var steps = new ArrayList<Step>();
        boolean inside = false;
        for (var line : Project.lines(page)) {
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (inside) {
                steps.getLast().shown().add(line);
            }
        }
        return steps;
    }
}
