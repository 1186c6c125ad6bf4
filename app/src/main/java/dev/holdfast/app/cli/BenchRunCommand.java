package dev.holdfast.app.cli;

import dev.holdfast.app.bench.BenchReport;
import dev.holdfast.app.bench.ChangeDetectionBench;
import dev.holdfast.app.bench.Measured;
import dev.holdfast.app.bench.SampleData;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures change detection.
@Command(
        name = "run",
        description = "Back up in each mode of change detection: first, with nothing changed, and"
                + " with one file in 2000 written anew.",
        footer = {
            "",
            "Only what `prepare` has made is written to. Other directories are backed up as they",
            "are, without the third step. Everything that is stored is removed again.",
            "",
            "Example: measure, and keep a page with charts",
            "  holdfast bench change-detection run /tmp/sample --report report.html"
        })
public final class BenchRunCommand implements Verb {

    @Parameters(
            paramLabel = "DIR",
            arity = "1",
            description = "What `prepare` has made, or any other directory.")
    private @Nullable Path directory;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often; the median counts. Default: 5.")
    private int rounds = 5;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page with charts to this new file.")
    private @Nullable Path report;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public BenchRunCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        var data = directory;
        if (data == null || rounds < 1) {
            throw CommandException.usage("nothing is measured in no rounds", "write --rounds 5");
        }
        var clock = access.surroundings().clock();
        var work = Files.createTempDirectory(access.temporary(), "holdfast-bench-");
        List<Measured> results;
        try {
            results = new ChangeDetectionBench(
                            work, clock, access.random(), this::tell, Thread::sleep)
                    .run(trees(data), rounds, SampleData.isSample(data));
        } finally {
            Files.delete(work);
        }
        for (var line : BenchReport.table(results)) terminal.line(line);
        terminal.document(Json.array(results.stream().map(BenchRunCommand::json).toList()));
        if (report != null)
            write(report, BenchReport.html(results, title(clock.instant().toString())));
        return ExitCode.OK;
    }

    private String title(String when) {
        return "Holdfast %s, change detection, %s, median of %d"
                .formatted(Program.version(), when, rounds);
    }

    private void tell(String what) {
        try {
            terminal.say(what);
        } catch (IOException e) {
            // What cannot be shown now will be missed when the table is shown.
        }
    }

    private static List<Path> trees(Path data) throws IOException {
        if (!SampleData.isSample(data)) return List.of(data);
        try (var there = Files.list(data)) {
            return new ArrayList<>(there.filter(Files::isDirectory).sorted().toList());
        }
    }

    private void write(Path file, String page) throws IOException {
        try (var files = new NewFiles()) {
            files.create(file).write(page.getBytes(StandardCharsets.UTF_8));
            files.keep();
        }
        terminal.say("report: " + Printable.of(file.toString()));
    }

    private static Json json(Measured row) {
        return Json.object()
                .with("set", Json.of(row.set()))
                .with("step", Json.of(row.step()))
                .with("mode", Json.of(row.mode()))
                .with(
                        "milliseconds",
                        Json.array(row.seconds().stream()
                                .map(seconds -> Json.of(Math.round(1000 * seconds)))
                                .toList()))
                .with("read_bytes", Json.of(row.read()))
                .with("stored_bytes", Json.of(row.stored()));
    }
}
