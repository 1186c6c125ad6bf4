package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Variables that are called like ours and are none: misspelt, most likely, and then without
/// the effect that somebody relies on.
final class UnknownVariables {

    private static final String PREFIX = "HOLDFAST_";

    /// Variables that stand for no option.
    private static final Set<String> OTHERS = Set.of("HOLDFAST_DEBUG", "HOLDFAST_HEAP");

    /// That many letters wrong are still a slip.
    private static final int SLIPS_MAX = 3;

    private UnknownVariables() {}

    /// Those that are set, a sentence about each. `asked` is the command that runs; `all` makes
    /// the whole program's commands, which takes a while, so it is asked only if a variable is
    /// none of that command.
    static List<String> find(
            Surroundings surroundings, CommandSpec asked, Supplier<CommandSpec> all) {
        var strange = new TreeSet<String>();
        for (var variable : surroundings.environment().entrySet()) {
            boolean ours = variable.getKey().startsWith(PREFIX);
            if (ours && !variable.getValue().isEmpty()) strange.add(variable.getKey());
        }
        strange.removeAll(OTHERS);
        strange.removeAll(names(asked));
        if (strange.isEmpty()) return List.of();
        var known = new TreeSet<>(OTHERS);
        collect(all.get(), known);
        strange.removeAll(known);
        return strange.stream().map(name -> sentence(name, known)).toList();
    }

    private static void collect(CommandSpec spec, Set<String> known) {
        known.addAll(names(spec));
        for (var under : spec.subcommands().values()) collect(under.getCommandSpec(), known);
    }

    private static List<String> names(CommandSpec spec) {
        var names = new ArrayList<String>();
        for (var option : spec.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                names.add(StandingOptions.variable(option));
            }
        }
        return names;
    }

    private static String sentence(String name, Set<String> known) {
        var shown = CommandLineBytes.bytes(name).toString();
        var nearest = nearest(name, known);
        return shown + " is no variable of Holdfast and does nothing"
                + (nearest == null ? "" : "; did you mean " + nearest + "?");
    }

    private static @Nullable String nearest(String name, Set<String> known) {
        String nearest = null;
        int least = SLIPS_MAX + 1;
        for (var candidate : known) {
            int distance = distance(name, candidate);
            if (distance >= least) continue;
            least = distance;
            nearest = candidate;
        }
        return nearest;
    }

    /// How many letters have to be put, taken or changed to make `b` of `a`.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
