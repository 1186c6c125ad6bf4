package dev.holdfast.app.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// Prints what a shell needs to complete our commands and options.
@Command(
        name = "completion",
        description = "Print a script with which bash and zsh complete commands and options.",
        footer = {"", "Example: for this shell", "  source <(holdfast completion)"})
public final class CompletionCommand implements Verb {

    private final Supplier<CommandLine> model;
    private final Terminal terminal;

    public CompletionCommand(Supplier<CommandLine> model, Terminal terminal) {
        this.model = model;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        // A script is what it is: a shell reads it, with --json as without.
        var script = AutoComplete.bash("holdfast", model.get()).stripTrailing() + "\n";
        terminal.data().write(script.getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK;
    }
}
