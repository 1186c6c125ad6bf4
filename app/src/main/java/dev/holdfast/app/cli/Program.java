package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// From arguments to an exit code: finds the command, runs it, says what went wrong.
public final class Program {

    private final Surroundings surroundings;
    private final GlobalOptions options;
    private final Terminal terminal;
    private final VerbTable verbs;

    public Program(
            Surroundings surroundings, GlobalOptions options, Terminal terminal, VerbTable verbs) {
        this.surroundings = surroundings;
        this.options = options;
        this.terminal = terminal;
        this.verbs = verbs;
    }

    /// Runs one command. Nothing is thrown: the exit code and the terminal say it all.
    public ExitCode run(List<String> arguments) {
        try {
            return finished(execute(arguments));
        } catch (Throwable e) {
            return finished(failed(e));
        }
    }

    /// The version of this Holdfast: `0.1.0`.
    public static String version() {
        try (var text = Program.class.getResourceAsStream("version.txt")) {
            if (text == null) throw new IllegalStateException("version.txt was not built in");
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The whole program as picocli has it, for help, completion and the manual.
    public CommandLine model() {
        return verbs.commandLine(new Holdfast(new GlobalOptions()));
    }

    private ExitCode execute(List<String> typed) throws IOException, InterruptedException {
        var standing = new StandingOptions(surroundings, verbs.names());
        var root = new Holdfast(options);
        var line = verbs.commandLine(root, typed);
        var asked = parse(line, standing, typed);
        while (asked.hasSubcommand()) asked = asked.subcommand();
        if (root.version()) {
            terminal.line("holdfast " + version());
            terminal.document(Json.object().with("version", Json.of(version())));
            return ExitCode.OK;
        }
        var spec = asked.commandSpec();
        if (root.help()) {
            HelpText.show(terminal, spec.commandLine());
            return ExitCode.OK;
        }
        if (!(spec.userObject() instanceof Verb verb)) throw noVerb(spec);
        if (!(verb instanceof DoctorCommand)) warnOfVariables(spec);
        return verb.run();
    }

    /// Once a run, because a misspelt variable does nothing and nobody would notice.
    private void warnOfVariables(CommandSpec asked) {
        UnknownVariables.find(surroundings, asked, () -> model().getCommandSpec())
                .forEach(terminal::warn);
    }

    private static ParseResult parse(CommandLine line, StandingOptions standing, List<String> typed)
            throws IOException {
        var woven = standing.weave(line, typed);
        try {
            return line.parseArgs(woven.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw unmatched(e);
        } catch (ParameterException e) {
            var source = standing.sourceOf(e.getArgSpec());
            var hint = source != null && !(e instanceof MissingParameterException)
                    ? "the value comes from " + source
                    : helpHint(e.getCommandLine().getCommandSpec());
            throw CommandException.usage(told(String.valueOf(e.getMessage())), hint);
        }
    }

    private static CommandException unmatched(UnmatchedArgumentException e) {
        var spec = e.getCommandLine().getCommandSpec();
        var first = e.getUnmatched().getFirst();
        var shown = CommandLineBytes.bytes(first).toString();
        var suggestions = e.getSuggestions();
        var hint = suggestions.isEmpty()
                ? helpHint(spec)
                : "did you mean " + String.join(" or ", suggestions) + "?";
        if (e.isUnknownOption()) {
            return CommandException.usage("unknown option " + shown, hint);
        }
        return spec.subcommands().isEmpty()
                ? CommandException.usage("one argument too many: " + shown, hint)
                : CommandException.usage("unknown command " + shown, hint);
    }

    private static CommandException noVerb(CommandSpec spec) {
        var names = String.join(", ", spec.subcommands().keySet());
        return CommandException.usage(spec.qualifiedName() + " needs a command", "one of " + names);
    }

    private static String helpHint(CommandSpec spec) {
        return spec.qualifiedName() + " --help shows what there is";
    }

    /// picocli's sentence in our manner: harmless, and no capital letter behind the colon.
    private static String told(String message) {
        var text = Printable.of(message);
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private ExitCode failed(Throwable failure) {
        var code = ExitCode.of(failure);
        FailureReport.of(failure, code, surroundings).writeTo(terminal);
        return code;
    }

    private ExitCode finished(ExitCode code) {
        try {
            terminal.finish(code);
            return code;
        } catch (IOException e) {
            return code == ExitCode.OK ? failed(e) : code;
        }
    }
}
