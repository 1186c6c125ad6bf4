package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The machine's name, as a part of snapshot names.
final class HostName {

    private HostName() {}

    private static final Pattern SHAPE =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]{0,63}");

    /// A name that was given: as it is the beginning of names of snapshots, it looks like one.
    static String checked(String given) throws CommandException {
        if (SHAPE.matcher(given).matches()) return given;
        throw CommandException.usage(
                "--host: \"" + Printable.of(given) + "\" cannot be the name of a host",
                "names are letters, digits and . _ @ + -, at most 64");
    }

    static String get(Surroundings surroundings) throws IOException {
        String name;
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            name = surroundings.variable("HOSTNAME");
        }
        if (name.isEmpty()) {
            throw CommandException.usage("this machine has no host name", "give one with --host");
        }
        int dot = name.indexOf('.');
        return Printable.of(dot > 0 ? name.substring(0, dot) : name);
    }
}
