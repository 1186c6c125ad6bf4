package dev.holdfast.app.cli;

import dev.holdfast.app.config.ConfigException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The options that were not typed: variables like `HOLDFAST_LIMIT_UPLOAD`, and what stands
/// in a configuration file.
///
/// They are woven in before what was typed, so that they go through the same parser. What
/// was typed wins over a variable, a variable over a profile, a profile over the rest of the
/// file. Values of options that take several add up; in a variable each has a line.
final class StandingOptions {

    private static final String CONFIG = "--config";
    private static final String PROFILE = "--profile";

    /// Commands that a spoiled configuration file must not stop.
    private static final Set<String> WITHOUT_FILE = Set.of("help", "completion");

    /// Commands that say themselves what is wrong with the file.
    private static final Set<String> DESPITE_FILE = Set.of("doctor");

    private final Surroundings surroundings;
    private final Set<String> commands;
    private final Map<ArgSpec, String> sources = new HashMap<>();

    /// `commands` are the names of all there are.
    StandingOptions(Surroundings surroundings, Set<String> commands) {
        this.surroundings = surroundings;
        this.commands = commands;
    }

    /// The variable that stands for an option: `--limit-upload` is `HOLDFAST_LIMIT_UPLOAD`.
    static String variable(OptionSpec option) {
        return variable(option.longestName());
    }

    private static String variable(String option) {
        var name = option.replaceFirst("^-+", "");
        return "HOLDFAST_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /// The typed arguments with what stands elsewhere behind the command's name.
    List<String> weave(CommandLine line, List<String> typed) throws IOException {
        var path = new ArrayList<CommandSpec>(List.of(line.getCommandSpec()));
        int behind = 0;
        for (int i = 0; i < typed.size(); i++) {
            var spec = path.getLast();
            var token = typed.get(i);
            if (token.equals("--")) break;
            if (token.startsWith("-")) {
                if (takesNext(spec, token)) i++;
                continue;
            }
            var command = spec.subcommands().get(token);
            if (command == null) break;
            path.add(command.getCommandSpec());
            behind = i + 1;
        }
        if (asksForHelp(typed)) return typed;
        boolean standsAlone = behind == 0 || WITHOUT_FILE.contains(path.get(1).name());
        var config = standsAlone ? null : configUnlessDespite(path, typed);
        var woven = new ArrayList<>(typed.subList(0, behind));
        for (var option : path.getLast().options()) weave(option, config, woven);
        woven.addAll(typed.subList(behind, typed.size()));
        return woven;
    }

    /// Where a value came from, null if it was typed.
    @Nullable
    String sourceOf(@Nullable ArgSpec option) {
        return option == null ? null : sources.get(option);
    }

    private void weave(OptionSpec option, @Nullable ConfigFile config, List<String> woven)
            throws IOException {
        if (option.usageHelp() || option.versionHelp()) return;
        List<ConfigFile.Setting> settings = new ArrayList<>();
        if (config != null) settings.addAll(config.settings(option));
        var variable = setting(option);
        if (variable != null) settings.add(variable);
        if (settings.isEmpty()) return;
        sources.put(option, settings.getLast().where());
        if (!option.isMultiValue())
            settings = settings.subList(settings.size() - 1, settings.size());
        for (var setting : settings) {
            for (var text : setting.texts()) woven.add(option.longestName() + "=" + text);
            boolean bare = setting.texts().isEmpty() && !option.isMultiValue();
            if (bare && setting.flag()) woven.add(option.longestName());
        }
    }

    /// What a variable says of an option, null if it says nothing.
    private ConfigFile.@Nullable Setting setting(OptionSpec option) throws CommandException {
        var variable = variable(option);
        var value = surroundings.variable(variable);
        if (value.isEmpty()) return null;
        if (option.isMultiValue()) {
            var texts = value.lines().filter(text -> !text.isEmpty()).toList();
            return new ConfigFile.Setting(texts, true, variable);
        }
        if (option.arity().max() > 0) {
            return new ConfigFile.Setting(List.of(value), true, variable);
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> new ConfigFile.Setting(List.of(), true, variable);
            case "0", "false", "no", "off" -> new ConfigFile.Setting(List.of(), false, variable);
            default ->
                throw variable.endsWith("PASSPHRASE")
                        ? isPassphrase(variable)
                        : CommandException.usage(
                                variable + " is neither true nor false: "
                                        + CommandLineBytes.bytes(value),
                                null);
        };
    }

    /// What stands there may well be one, and is not for a terminal or a log.
    private static CommandException isPassphrase(String variable) {
        return CommandException.usage(
                variable + " is neither true nor false, and no place for a passphrase",
                "a passphrase comes from --passphrase-file, --passphrase-command or the terminal");
    }

    private @Nullable ConfigFile configUnlessDespite(List<CommandSpec> command, List<String> typed)
            throws IOException {
        if (!DESPITE_FILE.contains(command.get(1).name())) return config(command, typed);
        try {
            return config(command, typed);
        } catch (CommandException | ConfigException e) {
            return null;
        }
    }

    /// The file that was named, or the one at the default place if it is there.
    private @Nullable ConfigFile config(List<CommandSpec> command, List<String> typed)
            throws IOException {
        var places = new Places(surroundings);
        var named = find(CONFIG, typed);
        var path = named != null ? CommandLineBytes.path(named) : existing(places);
        var profile = find(PROFILE, typed);
        if (path != null) return ConfigFile.read(path, places, profile, command, commands);
        if (profile != null) {
            throw CommandException.usage(
                    "there is no configuration file, and so no profile "
                            + CommandLineBytes.bytes(profile),
                    "name the file with --config");
        }
        return null;
    }

    private static @Nullable Path existing(Places places) {
        var path = places.findConfig();
        return path != null && Files.exists(path) ? path : null;
    }

    /// The value of an option that says where other options stand: typed, or a variable's.
    private @Nullable String find(String option, List<String> typed) {
        String found = null;
        for (int i = 0; i < typed.size(); i++) {
            var token = typed.get(i);
            if (token.equals("--")) break;
            if (token.startsWith(option + "=")) found = token.substring(option.length() + 1);
            if (token.equals(option) && i + 1 < typed.size()) found = typed.get(i + 1);
        }
        if (found != null) return found;
        var variable = surroundings.variable(variable(option));
        return variable.isEmpty() ? null : variable;
    }

    private static boolean asksForHelp(List<String> typed) {
        var words = typed.subList(0, typed.contains("--") ? typed.indexOf("--") : typed.size());
        return words.contains("-h") || words.contains("--help") || words.contains("--version");
    }

    private static boolean takesNext(CommandSpec spec, String token) {
        var option = spec.optionsMap().get(token);
        return option != null && option.arity().max() > 0;
    }
}
