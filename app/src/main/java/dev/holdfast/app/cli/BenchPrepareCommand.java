package dev.holdfast.app.cli;

import dev.holdfast.app.bench.SampleData;
import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/// Makes something to measure change detection with.
@Command(
        name = "prepare",
        description = "Make two trees to measure with: many small files, and larger ones that"
                + " cannot be compressed.",
        footer = {
            "",
            "Example: make 20,000 and 400 files",
            "  holdfast bench change-detection prepare --target /tmp/sample"
        })
public final class BenchPrepareCommand implements Verb {

    @Option(
            names = "--target",
            paramLabel = "DIR",
            required = true,
            description = "Where; it is empty or not there.")
    private @Nullable Path target;

    @Option(
            names = "--files",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many small files. Default: 20000.")
    private int files = 20_000;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "400",
            description = "How many larger files. Default: 400.")
    private int images = 400;

    private final Terminal terminal;

    public BenchPrepareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        var where = target;
        if (where == null || files < 1 || images < 1) {
            throw CommandException.usage("there is nothing to make", "give a target, and counts");
        }
        SampleData.make(where, files, images);
        terminal.say("made %,d and %,d files in %s"
                .formatted(files, images, Printable.of(where.toString())));
        return ExitCode.OK;
    }
}
