package dev.holdfast.app.cli;

import dev.holdfast.app.config.ConfigException;
import dev.holdfast.app.config.ConfigValue;
import dev.holdfast.app.config.TomlReader;
import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/// What a configuration file says of the options of one command (docs/manual/configuration.md).
///
/// Its tables, from the least to the one that counts most: the file itself and `[COMMAND]`,
/// then `[profile.P]` and `[profile.P.COMMAND]`. Every key on the way to this command is an
/// option there or the file is refused, whichever profile it stands in; the keys of other
/// commands are looked at when those run.
final class ConfigFile {

    private static final String PROFILE = "profile";

    /// They say which file and which part of it; or they are not for standing.
    private static final Set<String> NOT_HERE = Set.of("config", PROFILE, "help", "version");

    private final String file;
    private final String home;
    private final List<ConfigValue.Table> tables = new ArrayList<>();

    private ConfigFile(String file, String home) {
        this.file = file;
        this.home = home;
    }

    /// The values that a file gives to one option.
    ///
    /// @param texts one, or several of an option that takes several
    /// @param flag of an option that takes no value
    /// @param where for people: file and line
    record Setting(List<String> texts, boolean flag, String where) {}

    /// Reads a file for the command whose specs, from `holdfast` down, are `command`.
    /// `names` are those of all commands.
    static ConfigFile read(
            Path path,
            Places places,
            @Nullable String profile,
            List<CommandSpec> command,
            Set<String> names)
            throws IOException {
        var file = places.shown(path);
        byte[] bytes;
        try (var in = Files.newInputStream(path)) {
            bytes = in.readNBytes(TomlReader.SIZE_MAX + 1);
        } catch (NoSuchFileException e) {
            throw CommandException.usage("no configuration file at " + file, null);
        }
        var root = TomlReader.read(file, bytes);
        var config = new ConfigFile(file, places.home());
        config.check(root, command, names, true);
        config.collect(root, command, profile);
        return config;
    }

    /// What the tables say of an option, the one that counts most last; empty if nothing.
    List<Setting> settings(OptionSpec option) throws ConfigException {
        var found = new ArrayList<Setting>();
        for (var table : tables) {
            for (var name : names(option)) {
                var value = table.members().get(name);
                if (value != null) found.add(setting(name, option, value));
            }
        }
        return found;
    }

    private void collect(
            ConfigValue.Table root, List<CommandSpec> command, @Nullable String profile)
            throws CommandException {
        down(root, command);
        if (profile == null) return;
        var profiles = root.members().get(PROFILE) instanceof ConfigValue.Table table
                ? table.members()
                : Map.<String, ConfigValue>of();
        if (!(profiles.get(profile) instanceof ConfigValue.Table chosen)) {
            throw CommandException.usage(
                    "%s: has no profile \"%s\"".formatted(file, Printable.of(profile)),
                    profiles.isEmpty()
                            ? "a profile is a table like [profile.home]"
                            : "it has " + Printable.of(String.join(", ", profiles.keySet())));
        }
        down(chosen, command);
    }

    private void down(ConfigValue.Table from, List<CommandSpec> command) {
        tables.add(from);
        var at = from;
        for (var spec : command.subList(1, command.size())) {
            if (!(at.members().get(spec.name()) instanceof ConfigValue.Table below)) return;
            tables.add(below);
            at = below;
        }
    }

    /// Refuses keys that are no option of the command that `command` begins with, and names
    /// of tables that are no command.
    private void check(
            ConfigValue.Table table,
            List<CommandSpec> command,
            Set<String> names,
            boolean withProfiles)
            throws ConfigException {
        var spec = command.getFirst();
        for (var member : table.members().entrySet()) {
            var name = member.getKey();
            var value = member.getValue();
            if (withProfiles && name.equals(PROFILE)) {
                checkProfiles(value, command, names);
            } else if (names.contains(name)) {
                checkBelow(name, value, command);
            } else if (NOT_HERE.contains(name) || find(spec, name) == null) {
                throw unknown(name, value, spec);
            }
        }
    }

    private void checkProfiles(ConfigValue value, List<CommandSpec> command, Set<String> names)
            throws ConfigException {
        for (var profile : table(PROFILE, value).members().entrySet()) {
            check(table(profile.getKey(), profile.getValue()), command, names, false);
        }
    }

    private void checkBelow(String name, ConfigValue value, List<CommandSpec> command)
            throws ConfigException {
        var table = table(name, value);
        boolean asked = command.size() > 1 && command.get(1).name().equals(name);
        if (!asked) return;
        var rest = command.subList(1, command.size());
        check(table, rest, rest.getFirst().subcommands().keySet(), false);
    }

    private ConfigValue.Table table(String name, ConfigValue value) throws ConfigException {
        if (value instanceof ConfigValue.Table table) return table;
        throw new ConfigException(
                file, value.line(), "\"%s\" is not a table".formatted(Printable.of(name)));
    }

    private ConfigException unknown(String name, ConfigValue value, CommandSpec spec) {
        var what = spec.parent() == null ? "of every command" : "of " + spec.qualifiedName();
        return new ConfigException(
                file, value.line(), "\"%s\" is no option %s".formatted(Printable.of(name), what));
    }

    private Setting setting(String name, OptionSpec option, ConfigValue value)
            throws ConfigException {
        var where = "%s, line %d".formatted(file, value.line());
        boolean takesValue = option.arity().max() > 0;
        boolean needsValue = option.arity().min() > 0;
        if (value instanceof ConfigValue.Flag flag && !needsValue) {
            return new Setting(List.of(), flag.value(), where);
        }
        if (!takesValue) throw unfit(name, value, "true or false");
        if (!option.isMultiValue()) {
            var text = text(value);
            if (text == null) throw unfit(name, value, "one text or number");
            return new Setting(List.of(text), true, where);
        }
        var texts = new ArrayList<String>();
        for (var one : value instanceof ConfigValue.Values list ? list.values() : List.of(value)) {
            var text = text(one);
            if (text == null) throw unfit(name, one, "texts or numbers");
            texts.add(text);
        }
        return new Setting(texts, true, where);
    }

    /// As the word that a person would have typed, so `~/` is the home directory.
    private @Nullable String text(ConfigValue value) {
        return switch (value) {
            case ConfigValue.Text text ->
                text.value().replaceFirst("^~(?=/)", Matcher.quoteReplacement(home));
            case ConfigValue.Numeral number -> number.value();
            case ConfigValue.Flag _, ConfigValue.Values _, ConfigValue.Table _ -> null;
        };
    }

    private ConfigException unfit(String name, ConfigValue value, String wanted) {
        return new ConfigException(
                file, value.line(), "\"%s\" is not %s".formatted(Printable.of(name), wanted));
    }

    private static @Nullable OptionSpec find(CommandSpec spec, String name) {
        return spec.optionsMap().get("--" + name);
    }

    private static List<String> names(OptionSpec option) {
        var names = new ArrayList<String>();
        for (var name : option.names()) {
            var key = name.substring(Math.min(2, name.length()));
            if (name.startsWith("--") && !NOT_HERE.contains(key)) names.add(key);
        }
        return names;
    }
}
