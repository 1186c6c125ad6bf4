package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Where things are when nobody says: the XDG base directories of the user.
///
/// A variable that is unset, empty or relative counts as unset, as that specification wants.
public final class Places {

    private final Surroundings surroundings;

    public Places(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public Path repository() throws CommandException {
        return directory("XDG_DATA_HOME", ".local/share").resolve("repository");
    }

    public Path identity() throws CommandException {
        return directory("XDG_CONFIG_HOME", ".config").resolve("identity.txt");
    }

    /// Where a configuration file would be, null if there is no such place.
    public @Nullable Path findConfig() {
        try {
            return directory("XDG_CONFIG_HOME", ".config").resolve("config.toml");
        } catch (CommandException e) {
            return null;
        }
    }

    /// The home directory as the environment has it, maybe empty.
    String home() {
        return surroundings.variable("HOME");
    }

    /// The directory of what this host knows of its repositories.
    public Path state() throws CommandException {
        return directory("XDG_STATE_HOME", ".local/state");
    }

    /// How a path is shown: with `~` for the home directory.
    public String shown(Path path) {
        var text = path.toString();
        var home = surroundings.variable("HOME");
        boolean inside = home.startsWith("/") && home.length() > 1 && text.startsWith(home + "/");
        return CommandLineBytes.bytes(inside ? "~" + text.substring(home.length()) : text)
                .toString();
    }

    private Path directory(String variable, String belowHome) throws CommandException {
        var base = surroundings.variable(variable);
        if (base.startsWith("/")) return CommandLineBytes.path(base).resolve("holdfast");
        var home = surroundings.variable("HOME");
        if (!home.startsWith("/")) {
            throw CommandException.usage(
                    "neither HOME nor " + variable + " says where the default place is",
                    "set HOME, or name the place with an option");
        }
        return CommandLineBytes.path(home).resolve(belowHome).resolve("holdfast");
    }
}
