package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's name, as a part of snapshot names.
final class HostName {

    private HostName() {}

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
