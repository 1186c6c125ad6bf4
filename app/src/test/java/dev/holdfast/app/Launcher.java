package dev.holdfast.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How the launcher of the image has the JVM run: the tests that start the program by
/// themselves run it like that.
public final class Launcher {

    private static final String FILE = "app/src/image/holdfast";

    private Launcher() {}

    /// Its options about memory, for a repository that is in no bucket.
    public static List<String> memoryOptions() throws IOException {
        var options = new ArrayList<>(List.of(value("memory='(.*)'").split(" ")));
        options.add("-Xmx" + value("heap=(\\w+)"));
        return options;
    }

    /// The compiler it chooses where libcrypto is there.
    public static String compilerOption() throws IOException {
        return value(".*&& compiler=(\\S+) && .*");
    }

    private static String value(String line) throws IOException {
        var found = Pattern.compile("(?m)^" + line + "$").matcher(Project.read(FILE));
        if (!found.find()) throw new AssertionError("the launcher does not say " + line);
        return found.group(1);
    }
}
