package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Another program, run to its end: somebody else's word on what we made.
///
/// Output is one character per byte, because names in it may be any bytes. The locale is C,
/// so that nobody translates or sorts by a language.
public record Tool(int exitCode, String output, String errors) {

    /// Runs `command` in `directory`.
    public static Tool run(Path directory, String... command)
            throws IOException, InterruptedException {
        return run(directory, new byte[0], List.of(command));
    }

    public static Tool run(Path directory, byte[] input, List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        var errors = new StringBuilder();
        var listener = Thread.ofVirtual()
                .start(() -> errors.append(text(process.errorReader(StandardCharsets.ISO_8859_1))));
        var writer = Thread.ofVirtual().start(() -> write(process, input));
        var output = text(process.inputReader(StandardCharsets.ISO_8859_1));
        writer.join();
        listener.join();
        return new Tool(process.waitFor(), output, errors.toString());
    }

    /// Whether `program` is on the PATH.
    public static boolean exists(String program) {
        try {
            return run(Path.of("/"), "sh", "-c", "command -v " + program).exitCode == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The output of a program that must succeed.
    public String get() {
        if (exitCode != 0) throw new AssertionError("exit code " + exitCode + ": " + errors);
        return output;
    }

    private static String text(java.io.Reader reader) {
        try (reader) {
            var text = new java.io.StringWriter();
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Process process, byte[] input) {
        try (var stream = process.getOutputStream()) {
            stream.write(input);
        } catch (IOException e) {
            // It ended without reading all of it, and its exit code says whether that is wrong.
            return;
        }
    }
}
