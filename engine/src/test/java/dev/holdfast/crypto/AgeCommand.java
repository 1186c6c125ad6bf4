package dev.holdfast.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The stock `age` command in a directory of its own. Tests without it are skipped, loudly.
record AgeCommand(Path directory) {

    static AgeCommand inDirectory(Path directory) {
        assumeTrue(isThere("age"), "SKIPPED: the age command is not installed");
        return new AgeCommand(directory);
    }

    static boolean isThere(String command) {
        return List.of("/usr/bin", "/usr/local/bin", "/bin").stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, command)));
    }

    byte[] encrypt(byte[] plain, String... recipients) throws Exception {
        var command = new ArrayList<>(List.of("age"));
        for (var recipient : recipients) command.addAll(List.of("-r", recipient));
        command.addAll(List.of("-o", "out.age", "in"));
        return run(plain, "in", command, "out.age");
    }

    byte[] decrypt(byte[] sealed, String identities) throws Exception {
        Files.writeString(directory.resolve("identity.txt"), identities + "\n");
        var command = List.of("age", "-d", "-i", "identity.txt", "-o", "out", "in.age");
        return run(sealed, "in.age", command, "out");
    }

    /// Whether `age -d` takes the file, whatever comes out.
    boolean accepts(byte[] sealed, String identities) throws Exception {
        Files.writeString(directory.resolve("identity.txt"), identities + "\n");
        Files.write(directory.resolve("in.age"), sealed);
        return execute(List.of("age", "-d", "-i", "identity.txt", "-o", "out", "in.age")) == 0;
    }

    byte[] keygen() throws Exception {
        return run(new byte[0], "unused", List.of("age-keygen", "-o", "key.txt"), "key.txt");
    }

    String publicKeyOf(byte[] identityFile) throws Exception {
        var command = List.of("age-keygen", "-y", "-o", "public", "key2.txt");
        return new String(
                        run(identityFile, "key2.txt", command, "public"), StandardCharsets.US_ASCII)
                .strip();
    }

    byte[] encryptByPassphrase(byte[] plain, String passphrase) throws Exception {
        return onTerminal(plain, passphrase, "-p");
    }

    byte[] decryptByPassphrase(byte[] sealed, String passphrase) throws Exception {
        return onTerminal(sealed, passphrase, "-d");
    }

    /// age asks its terminal for a passphrase, so a small Python gives it one.
    private byte[] onTerminal(byte[] input, String passphrase, String mode) throws Exception {
        assumeTrue(isThere("python3"), "SKIPPED: python3 is not installed");
        var script = """
                import os, pty, sys, time
                pid, fd = pty.fork()
                if pid == 0:
                    os.execvp("age", ["age", sys.argv[1], "-o", "out", "in"])
                seen = b""
                while True:
                    try:
                        got = os.read(fd, 4096)
                    except OSError:
                        break
                    if not got: break
                    seen += got
                    if b":" in seen:
                        seen = b""
                        time.sleep(0.2)
                        os.write(fd, sys.argv[2].encode() + b"\\n")
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                """;
        return run(input, "in", List.of("python3", "-c", script, mode, passphrase), "out");
    }

    private byte[] run(byte[] input, String inputName, List<String> command, String outputName)
            throws Exception {
        var output = directory.resolve(outputName);
        Files.deleteIfExists(output);
        Files.write(directory.resolve(inputName), input);
        assertEquals(0, execute(command), () -> command.getFirst() + " failed: " + said());
        // age makes no file at all for an empty plaintext
        return Files.exists(output) ? Files.readAllBytes(output) : new byte[0];
    }

    private int execute(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), command.getFirst() + " hangs");
        return process.exitValue();
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
