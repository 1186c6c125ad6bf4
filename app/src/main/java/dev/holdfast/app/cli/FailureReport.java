package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/// A failure as a person is told of it: one sentence, a hint, never a stack trace.
///
/// The trace of a bug goes to a file, for the report; with HOLDFAST_DEBUG set, the trace of
/// any failure goes to standard error.
record FailureReport(
        ExitCode code,
        String text,
        @Nullable String hint,
        @Nullable String trace) {

    /// Made without taking memory.
    private static final String OUT_OF_MEMORY =
            "there is not enough memory: Holdfast needs more than it may take";

    static FailureReport of(Throwable failure, ExitCode code, Surroundings surroundings) {
        boolean debug = !surroundings.variable("HOLDFAST_DEBUG").isEmpty();
        if (code == ExitCode.BUG) {
            var hint = debug ? "please report it" : bugHint(failure, surroundings);
            return new FailureReport(
                    code, "a bug in Holdfast: " + failure, hint, debug ? traceOf(failure) : null);
        }
        return new FailureReport(
                code, sentence(failure), Hints.find(failure), debug ? traceOf(failure) : null);
    }

    void writeTo(Terminal terminal) {
        if (trace != null) terminal.trace(trace);
        if (code == ExitCode.OUTPUT_CLOSED) return;
        terminal.fail(text, hint, code);
    }

    private static String sentence(Throwable failure) {
        if (ExitCode.isOutOfMemory(failure)) return OUT_OF_MEMORY;
        var message = failure.getMessage();
        return switch (failure) {
            case UncheckedIOException unchecked ->
                sentence(Objects.requireNonNull(unchecked.getCause()));
            case InterruptedException _, ClosedByInterruptException _ -> "interrupted";
            case NoSuchFileException e -> shown(e.getFile()) + ": no such file or directory";
            case AccessDeniedException e -> shown(e.getFile()) + ": permission denied";
            case FileAlreadyExistsException e -> shown(e.getFile()) + ": is already there";
            case FileSystemException e -> shown(e.getFile()) + ": " + e.getReason();
            default -> message != null ? message : failure.getClass().getSimpleName();
        };
    }

    private static String shown(@Nullable String file) {
        return file == null ? "a file" : CommandLineBytes.bytes(file).toString();
    }

    private static String bugHint(Throwable failure, Surroundings surroundings) {
        try {
            var directory = Files.createDirectories(new Places(surroundings).state());
            var file = Files.createTempFile(directory, "bug-", ".txt");
            Files.writeString(file, "holdfast " + Program.version() + "\n" + traceOf(failure));
            return "please report it, with what is in " + shown(file.toString());
        } catch (IOException | RuntimeException e) {
            return "please report it, with what it prints when HOLDFAST_DEBUG=1 is set";
        }
    }

    private static String traceOf(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
