package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.source.stream.ShellCommand;
import dev.holdfast.source.stream.StreamSource;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Instant;

/// What is backed up without being a file: standard input, or what a command prints.
public final class StreamOptions {

    private static final int NAME_LENGTH_MAX = 255;

    @Option(
            names = "--stdin",
            paramLabel = "NAME",
            description = "Back up standard input as a file of this name. Whether it was complete"
                    + " cannot be seen: --command can.")
    private @Nullable ByteString stdin;

    @Option(
            names = "--command",
            paramLabel = "CMD",
            description = "Back up what a shell command prints. If it ends with another exit code"
                    + " than 0, no snapshot is made.")
    private @Nullable String command;

    @Option(
            names = {"--stdin-name", "--stdin-filename"},
            paramLabel = "NAME",
            description = "The name of the file that --command prints.")
    private @Nullable ByteString commandName;

    /// Whether one of them was asked for.
    boolean isGiven() {
        return stdin != null || command != null || commandName != null;
    }

    /// The path in the snapshot of what comes: a name in `/`.
    ByteString path() throws CommandException {
        if (stdin != null && command != null) {
            throw CommandException.usage(
                    "--stdin and --command are two sources", "one snapshot has one source");
        }
        if (stdin == null && command == null) {
            throw CommandException.usage("--stdin-name names nothing without --command", null);
        }
        if (stdin != null && commandName != null) {
            throw CommandException.usage(
                    "--stdin has its name already: " + stdin, "--stdin-name is for --command");
        }
        var name = stdin != null ? stdin : commandName;
        if (name == null) {
            throw CommandException.usage(
                    "--command has no name for what it prints", "give one with --stdin-name NAME");
        }
        return ByteString.utf8("/").child(checked(name));
    }

    StreamSource source(Surroundings surroundings, Instant moment) throws CommandException {
        var name = path();
        name = name.substring(1, name.length());
        var run = command;
        if (run != null) return StreamSource.of(name, moment, () -> ShellCommand.start(run));
        if (surroundings.inIsTerminal()) {
            throw CommandException.usage(
                    "standard input is a terminal", "pipe something in: pg_dump shop | holdfast …");
        }
        return StreamSource.of(name, moment, () -> new PipedInput(surroundings.in()));
    }

    private static ByteString checked(ByteString name) throws CommandException {
        boolean dots = name.equals(ByteString.utf8(".")) || name.equals(ByteString.utf8(".."));
        boolean odd = name.indexOf('/', 0) >= 0 || name.indexOf(0, 0) >= 0;
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || dots || odd) {
            throw CommandException.usage(
                    "\"" + name + "\" cannot be the name of a file",
                    "a name has no slash in it and at most 255 bytes");
        }
        return name;
    }
}
