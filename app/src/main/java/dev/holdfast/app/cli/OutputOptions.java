package dev.holdfast.app.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// How much is said, and in which form.
public final class OutputOptions {

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "One JSON document, or JSON lines for progress and events.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Only warnings and errors beside what was asked for.")
    private boolean quiet;

    @Option(
            names = "--cron",
            scope = ScopeType.INHERIT,
            description = "Nothing at all unless something is wrong.")
    private boolean cron;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Every decision with its cause.")
    private boolean verbose;

    boolean json() {
        return json;
    }

    boolean quiet() {
        return quiet;
    }

    boolean cron() {
        return cron;
    }

    boolean verbose() {
        return verbose;
    }
}
