package dev.holdfast.app.cli;

import dev.holdfast.crypto.Recipient;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The commands by name, in the order of the manual, each made only when it is needed.
///
/// A command that is not among the arguments cannot have been asked for, so it is not even
/// made: reading all the annotations would double the time every start takes.
public final class VerbTable {

    /// One name: a command of its own, or a group like `key` with commands under it.
    public record Entry(String name, Supplier<?> command, List<Entry> under) {

        public Entry {
            under = List.copyOf(under);
        }
    }

    private final List<Entry> entries;

    public VerbTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public static Entry verb(String name, Supplier<? extends Verb> command) {
        return new Entry(name, command, List.of());
    }

    /// A name that only leads to the commands under it.
    public static Entry group(String name, String description, Entry... under) {
        return new Entry(name, () -> groupSpec(description), List.of(under));
    }

    /// What the commands are called.
    Set<String> names() {
        return entries.stream().map(Entry::name).collect(Collectors.toUnmodifiableSet());
    }

    /// All of the commands, for help and the manual.
    CommandLine commandLine(Holdfast root) {
        return commandLine(root, _ -> true);
    }

    /// Only the commands among `arguments`; all of them if none is.
    CommandLine commandLine(Holdfast root, List<String> arguments) {
        boolean some = entries.stream().anyMatch(entry -> arguments.contains(entry.name()));
        return commandLine(root, name -> !some || arguments.contains(name));
    }

    private CommandLine commandLine(Holdfast root, Predicate<String> wanted) {
        var line = new CommandLine(root);
        for (var entry : entries) {
            if (wanted.test(entry.name())) line.addSubcommand(entry.name(), commandLine(entry));
        }
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(true);
        line.setInterpolateVariables(false);
        register(line, ByteString.class, CommandLineBytes::bytes);
        register(line, Path.class, CommandLineBytes::path);
        register(line, RepositoryPlace.class, RepositoryPlace::parse);
        register(line, ByteSize.class, ByteSize::parse);
        register(line, TimeSpan.class, TimeSpan::parse);
        register(line, GivenTag.class, GivenTag::parse);
        register(line, Instant.class, Moment::parse);
        register(line, SnapshotName.class, SnapshotName::parse);
        register(line, Recipient.class, typed(Recipient::parse));
        register(line, VerifyingKey.class, typed(VerifyingKey::parse));
        HelpText.configure(line);
        return line;
    }

    private static CommandLine commandLine(Entry entry) {
        // A command may have another name here than the one it gives itself.
        var line = new CommandLine(entry.command().get()).setCommandName(entry.name());
        for (var under : entry.under()) line.addSubcommand(under.name(), commandLine(under));
        return line;
    }

    private static CommandSpec groupSpec(String description) {
        var spec = CommandSpec.create();
        spec.usageMessage().description(description);
        return spec;
    }

    /// What reads a value of an option, and says what is wrong with it.
    private interface Reading<T> {
        T of(String text) throws CommandException;
    }

    /// What is also read elsewhere, where it would be damaged and not mistyped.
    private interface Parsing<T> {
        T of(String text) throws CorruptDataException;
    }

    private static <T> Reading<T> typed(Parsing<T> parsing) {
        return text -> {
            try {
                return parsing.of(text);
            } catch (CorruptDataException e) {
                throw CommandException.usage(String.valueOf(e.getMessage()), null);
            }
        };
    }

    private static <T> void register(CommandLine line, Class<T> type, Reading<T> reading) {
        ITypeConverter<T> converter = text -> {
            try {
                return reading.of(text);
            } catch (CommandException e) {
                var hint = e.hint();
                throw new TypeConversionException(
                        hint == null ? e.getMessage() : e.getMessage() + ": " + hint);
            }
        };
        line.registerConverter(type, converter);
    }
}
