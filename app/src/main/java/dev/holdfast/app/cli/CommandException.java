package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A command that will not, or cannot, do what was asked, and knows what to say about it.
public final class CommandException extends IOException {

    private final ExitCode exitCode;
    private final @Nullable String hint;

    public CommandException(ExitCode exitCode, String message, @Nullable String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    /// What was typed, or stands in a variable or file, makes no sense.
    public static CommandException usage(String message, @Nullable String hint) {
        return new CommandException(ExitCode.USAGE, message, hint);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /// What the person can do about it, if there is something.
    public @Nullable String hint() {
        return hint;
    }
}
