package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.io.IOException;
import java.util.List;

/// How `--help` looks: a command shows its own options, `holdfast --help` those of every
/// command.
final class HelpText {

    private HelpText() {}

    static void configure(CommandLine line) {
        line.setUsageHelpWidth(88);
        line.setUsageHelpLongOptionsMaxWidth(30);
        adapt(line);
    }

    /// Shows how a command is used, to a person or to a program.
    static void show(Terminal terminal, CommandLine line) throws IOException {
        var text = line.getUsageMessage().stripTrailing();
        terminal.line(text);
        terminal.document(Json.object().with("help", Json.of(text)));
    }

    /// The options that are this command's own, as far as help shows them.
    static List<OptionSpec> ownOptions(CommandLine.Model.CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.inherited() && !option.hidden())
                .toList();
    }

    private static void adapt(CommandLine line) {
        var usage = line.getCommandSpec().usageMessage();
        usage.abbreviateSynopsis(true);
        usage.sortOptions(false);
        usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::optionList);
        usage.sectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, HelpText::optionHeading);
        usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::footer);
        for (var under : line.getSubcommands().values()) adapt(under);
    }

    private static String optionHeading(Help help) {
        return ownOptions(help.commandSpec()).isEmpty() ? "" : "%n".formatted();
    }

    private static String optionList(Help help) {
        var options = ownOptions(help.commandSpec());
        return help.optionListExcludingGroups(options);
    }

    private static String footer(Help help) {
        var everywhere = help.commandSpec().parent() == null
                ? "%nEvery option can also stand in a variable, --limit-upload in"
                        + " HOLDFAST_LIMIT_UPLOAD,%nor in a configuration file.%n"
                : "%nOptions that every command takes: holdfast --help%n";
        return help.footer() + everywhere.formatted();
    }
}
