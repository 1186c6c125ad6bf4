package dev.holdfast.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// What stands before every command: `holdfast` and the options everywhere.
@Command(name = "holdfast", description = "Backs up file trees, encrypted and deduplicated.")
final class Holdfast {

    @Mixin
    private final GlobalOptions options;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    Holdfast(GlobalOptions options) {
        this.options = options;
    }

    boolean help() {
        return help;
    }

    boolean version() {
        return version;
    }

    GlobalOptions options() {
        return options;
    }
}
