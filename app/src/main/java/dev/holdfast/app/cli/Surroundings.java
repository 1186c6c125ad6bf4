package dev.holdfast.app.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;

/// What a run sees of the world: environment, standard streams, terminal and clock. Tests
/// make their own. `columns` is the width of the terminal behind `error`, if it is one.
public record Surroundings(
        Map<String, String> environment,
        InputStream in,
        OutputStream out,
        OutputStream error,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errorIsTerminal,
        int columns,
        InstantSource clock) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// The value of an environment variable, empty if it is not set.
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
