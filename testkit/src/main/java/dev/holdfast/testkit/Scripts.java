package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Python scripts beside this class: trees and judges that share no code with Holdfast.
final class Scripts {

    private Scripts() {}

    static Tool run(String script, String... arguments) throws IOException, InterruptedException {
        return run(List.of(), script, arguments);
    }

    /// With a command in front that runs the rest, such as setpriv.
    static Tool run(List<String> prefix, String script, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(prefix);
        command.add("/usr/bin/python3");
        command.add("-");
        command.addAll(List.of(arguments));
        return Tool.run(Path.of("/"), read(script), command);
    }

    private static byte[] read(String script) throws IOException {
        try (var stream = Scripts.class.getResourceAsStream(script)) {
            if (stream == null) throw new IllegalArgumentException("no script " + script);
            return stream.readAllBytes();
        }
    }
}
