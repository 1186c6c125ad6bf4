package dev.holdfast.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real distributed store with an S3 gateway, on this machine for one run of tests: Ceph
/// from Debian's packages, which are installed if they are missing and this is root.
///
/// @param version as its gateway tells it
public record Ceph(Path directory, URI endpoint, String accessKey, String secret, String version)
        implements AutoCloseable {

    /// Tests with it run only with `-Dceph=true`: the packages have 286 MB.
    public static final String PROPERTY = "ceph";

    /// Starts one on ports that are free; takes 3 to 12 seconds.
    public static Ceph start() throws IOException, InterruptedException {
        var directory = Files.createTempDirectory(Path.of("/var/tmp"), "ceph-");
        try {
            var line = script("start", directory.toString(), String.valueOf(freePort()))
                    .get();
            var words = line.strip().split(" ", 4);
            return new Ceph(directory, URI.create(words[0]), words[1], words[2], words[3]);
        } catch (AssertionError e) {
            script("stop", directory.toString()).get();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            script("stop", directory.toString()).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One of several in a row that the script uses.
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return Math.min(socket.getLocalPort(), 65_000);
        }
    }

    private static Tool script(String... arguments) throws IOException, InterruptedException {
        try (var script = Ceph.class.getResourceAsStream("ceph.sh")) {
            if (script == null) throw new IllegalStateException("ceph.sh is not built in");
            var command = new java.util.ArrayList<>(List.of("bash", "-s", "--"));
            command.addAll(List.of(arguments));
            return Tool.run(Path.of("/"), script.readAllBytes(), command);
        }
    }
}
