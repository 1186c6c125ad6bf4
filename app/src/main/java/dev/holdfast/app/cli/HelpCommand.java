package dev.holdfast.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Says how a command is used.
@Command(
        name = "help",
        description = "Show how a command is used.",
        footer = {"", "Example: the options of a backup", "  holdfast help backup"})
public final class HelpCommand implements Verb {

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The command, as in `help key add`. With none, all of them are listed.")
    private List<String> names = new ArrayList<>();

    private final Supplier<CommandLine> model;
    private final Terminal terminal;

    public HelpCommand(Supplier<CommandLine> model, Terminal terminal) {
        this.model = model;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        var line = model.get();
        for (var name : names) {
            var under = line.getSubcommands().get(name);
            if (under == null) {
                throw CommandException.usage(
                        "there is no command " + CommandLineBytes.bytes(String.join(" ", names)),
                        "holdfast help lists them");
            }
            line = under;
        }
        HelpText.show(terminal, line);
        return ExitCode.OK;
    }
}
