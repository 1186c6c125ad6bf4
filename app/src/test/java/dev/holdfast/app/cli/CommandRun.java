package dev.holdfast.app.cli;

import dev.holdfast.app.Wiring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs commands as a person in a home directory of their own would.
public final class CommandRun {

    private final Path home;
    private final Map<String, String> variables = new HashMap<>();

    public CommandRun(Path home) {
        this.home = home;
        variables.put("HOME", home.toString());
    }

    /// What a command said and how it ended.
    public record Ended(ExitCode code, String out, String error) {}

    public Path home() {
        return home;
    }

    public Path repository() {
        return home.resolve(".local/share/holdfast/repository");
    }

    public CommandRun with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    public Ended run(String... arguments) {
        return runWith(new byte[0], arguments);
    }

    /// Runs a command with `input` as its standard input.
    public Ended runWith(byte[] input, String... arguments) {
        return runWith(new ByteArrayInputStream(input), arguments);
    }

    /// Runs a command with `input` as its standard input.
    public Ended runWith(InputStream input, String... arguments) {
        var out = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        var surroundings = new Surroundings(
                variables, input, out, error, false, false, false, 80, InstantSource.system());
        var code = Wiring.program(surroundings).run(List.of(arguments));
        return new Ended(
                code, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }
}
