package dev.holdfast.app.config;

import java.io.IOException;

/// A configuration file is not TOML, or says something that means nothing here.
public final class ConfigException extends IOException {

    /// @param file as it is shown to people
    /// @param problem half a sentence
    public ConfigException(String file, int line, String problem) {
        super("%s, line %d: %s".formatted(file, line, problem));
    }
}
