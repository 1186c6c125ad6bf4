package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.app.Project;
import dev.holdfast.app.Wiring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Renders the manual's page of every command out of the options it really has.
class ManualTest {

    private static final String FOLDER = "docs/manual/commands/";

    @TempDir
    Path home;

    @Test
    void thePagesSayWhatTheCommandsTake() throws IOException {
        var model = model();
        Project.assertGolden(FOLDER + "README.md", overview(model));
        for (var command : commands(model)) {
            Project.assertGolden(FOLDER + fileName(command.getCommandSpec()), page(command));
        }
    }

    @Test
    void thereIsNoPageWithoutItsCommand() throws IOException {
        var expected = new TreeSet<String>();
        expected.add(FOLDER + "README.md");
        for (var command : commands(model())) {
            expected.add(FOLDER + fileName(command.getCommandSpec()));
        }
        var there = new TreeSet<String>();
        for (var file : Project.files(".md")) {
            if (file.startsWith(FOLDER)) there.add(file.toString());
        }
        assertEquals(expected, there);
    }

    @Test
    void everyCommandHasAnExample() {
        for (var command : commands(model())) {
            if (!command.getSubcommands().isEmpty()) continue;
            var footer = List.of(command.getCommandSpec().usageMessage().footer());
            assertTrue(
                    footer.stream().anyMatch(line -> line.matches("  .*holdfast .*")),
                    command.getCommandSpec().qualifiedName() + " has no example in its footer");
        }
    }

    @Test
    void everyOptionIsDescribed() {
        for (var command : commands(model())) {
            for (var argument : command.getCommandSpec().args()) {
                if (argument.hidden()) continue;
                var what = command.getCommandSpec().qualifiedName() + " " + argument.paramLabel();
                assertTrue(argument.description().length > 0, what + " is not described");
                assertTrue(argument.description()[0].endsWith("."), what + ": a full stop");
            }
        }
    }

    @Test
    void helpOfACommandIsThatOfItsOption() {
        var run = new CommandRun(home);
        assertEquals(
                run.run("key", "add", "--help").out(),
                run.run("help", "key", "add").out());
    }

    @Test
    void theCompletionKnowsEveryCommand() {
        var script = new CommandRun(home).run("completion").out();
        for (var name : model().getSubcommands().keySet()) {
            assertTrue(script.contains(name), name);
        }
    }

    private static CommandLine model() {
        var nowhere = new Surroundings(
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                false,
                false,
                false,
                80,
                InstantSource.system());
        return Wiring.program(nowhere).model();
    }

    private static List<CommandLine> commands(CommandLine line) {
        var commands = new ArrayList<CommandLine>();
        for (var under : line.getSubcommands().values()) {
            commands.add(under);
            commands.addAll(commands(under));
        }
        return commands;
    }

    private static String fileName(CommandSpec spec) {
        return spec.qualifiedName("-").substring("holdfast-".length()) + ".md";
    }

    private static String overview(CommandLine model) {
        var out = new StringBuilder("# Commands\n\n");
        for (var command : commands(model)) {
            var spec = command.getCommandSpec();
            out.append("* [`%s`](%s): %s\n"
                    .formatted(spec.qualifiedName(), fileName(spec), description(spec)));
        }
        out.append("\n## Options of every command\n\nBefore or behind the command's name.\n\n");
        options(HelpText.ownOptions(model.getCommandSpec()), out);
        out.append("\nHow a run ends: [exit codes](../exit-codes.md).\n");
        return out.toString();
    }

    private static String page(CommandLine command) {
        var spec = command.getCommandSpec();
        var out = new StringBuilder(
                "# `%s`\n\n%s\n\n".formatted(spec.qualifiedName(), description(spec)));
        out.append("```\n").append(synopsis(spec)).append("\n```\n");
        if (!spec.subcommands().isEmpty()) {
            out.append('\n');
            for (var under : spec.subcommands().values()) {
                var child = under.getCommandSpec();
                out.append("* [`%s`](%s): %s\n"
                        .formatted(child.name(), fileName(child), description(child)));
            }
        }
        if (!spec.positionalParameters().isEmpty()) {
            out.append("\n| argument | |\n|---|---|\n");
            for (var argument : spec.positionalParameters()) {
                out.append("| `%s` | %s |\n".formatted(argument.paramLabel(), described(argument)));
            }
        }
        var own = HelpText.ownOptions(spec);
        if (!own.isEmpty()) {
            out.append('\n');
            options(own, out);
        }
        footer(spec, out);
        out.append("\n[Options of every command](README.md#options-of-every-command)\n");
        return out.toString();
    }

    private static String synopsis(CommandSpec spec) {
        var out = new StringBuilder(spec.qualifiedName());
        if (!spec.subcommands().isEmpty()) return out.append(" COMMAND").toString();
        if (!HelpText.ownOptions(spec).isEmpty()) out.append(" [OPTIONS]");
        for (var argument : spec.positionalParameters()) {
            var label = argument.paramLabel() + (argument.arity().max() > 1 ? "…" : "");
            out.append(' ').append(argument.arity().min() == 0 ? "[" + label + "]" : label);
        }
        return out.toString();
    }

    private static void options(List<OptionSpec> options, StringBuilder out) {
        out.append("| option | variable | |\n|---|---|---|\n");
        for (var option : options) {
            var names = new ArrayList<String>();
            for (var name : option.names()) names.add("`" + name + "`");
            var label = option.arity().max() > 0 ? " `" + option.paramLabel() + "`" : "";
            boolean stands = !option.usageHelp() && !option.versionHelp();
            out.append("| %s%s | %s | %s |\n"
                    .formatted(
                            String.join(", ", names),
                            label,
                            stands ? "`" + StandingOptions.variable(option) + "`" : "",
                            described(option)));
        }
    }

    /// Texts stand as they are; an indented line below an `Example:` is what to type.
    private static void footer(CommandSpec spec, StringBuilder out) {
        boolean typed = false;
        for (var line : spec.usageMessage().footer()) {
            boolean indented = line.startsWith("  ");
            if (indented != typed) out.append(indented ? "\n```\n" : "```\n");
            typed = indented;
            out.append(indented ? line.substring(2) : line).append('\n');
        }
        if (typed) out.append("```\n");
    }

    private static String description(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    private static String described(ArgSpec argument) {
        return String.join(" ", argument.description()).replace("|", "\\|").replace("%%", "%");
    }
}
