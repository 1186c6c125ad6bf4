package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The options that were not typed: variables like `HOLDFAST_LIMIT_UPLOAD`.
///
/// They are woven in before what was typed, so that they go through the same parser, a
/// typed value wins over a variable, and lists add up.
final class StandingOptions {

    private final Surroundings surroundings;
    private final Map<ArgSpec, String> sources = new HashMap<>();

    StandingOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// The variable that stands for an option: `--limit-upload` is `HOLDFAST_LIMIT_UPLOAD`.
    static String variable(OptionSpec option) {
        var name = option.longestName().replaceFirst("^-+", "");
        return "HOLDFAST_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /// The typed arguments with those of the variables behind the command's name.
    List<String> weave(CommandLine line, List<String> typed) throws CommandException {
        var spec = line.getCommandSpec();
        int behind = 0;
        for (int i = 0; i < typed.size(); i++) {
            var token = typed.get(i);
            if (token.equals("--")) break;
            if (token.startsWith("-")) {
                if (takesNext(spec, token)) i++;
                continue;
            }
            var command = spec.subcommands().get(token);
            if (command == null) break;
            spec = command.getCommandSpec();
            behind = i + 1;
        }
        var woven = new ArrayList<>(typed.subList(0, behind));
        for (var option : spec.options()) weave(option, woven);
        woven.addAll(typed.subList(behind, typed.size()));
        return woven;
    }

    /// The variable that a value came from, null if it was typed.
    @Nullable
    String sourceOf(@Nullable ArgSpec option) {
        return option == null ? null : sources.get(option);
    }

    private void weave(OptionSpec option, List<String> woven) throws CommandException {
        if (option.usageHelp() || option.versionHelp()) return;
        var variable = variable(option);
        var value = surroundings.variable(variable);
        if (value.isEmpty()) return;
        sources.put(option, variable);
        if (option.arity().max() > 0) {
            woven.add(option.longestName() + "=" + value);
            return;
        }
        switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> woven.add(option.longestName());
            case "0", "false", "no", "off" -> {}
            default ->
                throw CommandException.usage(
                        variable + " is neither true nor false: " + CommandLineBytes.bytes(value),
                        null);
        }
    }

    private static boolean takesNext(CommandSpec spec, String token) {
        var option = spec.optionsMap().get(token);
        return option != null && option.arity().max() > 0;
    }
}
