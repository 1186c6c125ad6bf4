package dev.holdfast.app.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.IOException;
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
        terminal.line(AutoComplete.bash("holdfast", model.get()).stripTrailing());
        return ExitCode.OK;
    }
}
