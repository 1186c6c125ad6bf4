package dev.holdfast.app.cli;

import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.Trust;
import dev.holdfast.format.Printable;

import picocli.CommandLine.Option;

import java.util.regex.Pattern;

/// How a backup finds out what has changed since the last.
public final class ChangeDetectionOptions {

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");

    @Option(
            names = "--change-detection",
            paramLabel = "HOW",
            defaultValue = "metadata",
            description = "metadata: read only what changed since the last backup of this host"
                    + " (the default). data: read everything.")
    private String how = "metadata";

    @Option(
            names = "--trust",
            paramLabel = "MARK",
            defaultValue = "ctime",
            description = "Which marks of an unchanged file are believed: ctime (the default) means"
                    + " size, mtime, inode and ctime; mtime means size and mtime only.")
    private String trust = "ctime";

    @Option(
            names = "--reread",
            paramLabel = "PERCENT",
            defaultValue = "0%",
            description = "Read this share of what is unchanged again, another one each time.")
    private String reread = "0%";

    ChangeOptions options() throws CommandException {
        boolean metadata = choice("--change-detection", how, "metadata", "data");
        var marks = choice("--trust", trust, "ctime", "mtime") ? Trust.CTIME : Trust.MTIME;
        return new ChangeOptions(metadata, marks, share());
    }

    private double share() throws CommandException {
        var percent = PERCENT.matcher(reread);
        double share = percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : -1;
        if (share >= 0 && share <= 1) return share;
        throw CommandException.usage(
                "--reread " + Printable.of(reread) + " is no share of the files", "write 1%");
    }

    /// Whether it is the first of the two.
    private static boolean choice(String option, String given, String first, String second)
            throws CommandException {
        if (given.equals(first) || given.equals(second)) return given.equals(first);
        throw CommandException.usage(
                option + " cannot be " + Printable.of(given), "write " + first + " or " + second);
    }
}
