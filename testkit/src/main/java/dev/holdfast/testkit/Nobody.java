package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A user without privileges who runs a part of a test in a Java of his own.
///
/// Root's tests become user 65534 by setpriv; a user's tests stay that user.
public final class Nobody {

    public static final int ID = 65534;

    private Nobody() {}

    /// Whether tests run as root here, so that owners and devices can be had.
    public static boolean isElsewhere() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0;
    }

    /// A command to put in front of another, which then runs without privileges.
    public static List<String> prefix() throws IOException {
        if (isElsewhere()) return List.of();
        var id = Integer.toString(ID);
        return List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--");
    }

    /// Runs `main` of a class of this test's class path. What it needs is copied to where
    /// everybody may read.
    public static Tool run(Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return runAt(Path.of("/"), main, arguments);
    }

    /// The same for somebody whose home directory is `home`.
    public static Tool runAt(Path home, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        try (var scratch = ScratchDirectory.make()) {
            var command = new ArrayList<>(prefix());
            command.addAll(List.of("env", "HOME=" + home));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx256m");
            command.add("-XX:+UseSerialGC");
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("-cp");
            command.add(readableClassPath(scratch.path()));
            command.add(main.getName());
            command.addAll(List.of(arguments));
            return Tool.run(Path.of("/"), new byte[0], command);
        }
    }

    private static String readableClassPath(Path scratch) throws IOException, InterruptedException {
        var copies = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(":", -1)) {
            var from = Path.of(entry);
            if (entry.isEmpty() || !Files.exists(from)) continue;
            var to = scratch.resolve(copies.size() + "-" + from.getFileName());
            Tool.run(Path.of("/"), "cp", "-r", from.toString(), to.toString()).get();
            copies.add(to.toString());
        }
        Tool.run(Path.of("/"), "chmod", "-R", "a+rX", scratch.toString()).get();
        return String.join(":", copies);
    }
}
