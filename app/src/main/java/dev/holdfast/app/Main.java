package dev.holdfast.app;

import dev.holdfast.app.cli.CommandLineBytes;
import dev.holdfast.app.cli.Surroundings;
import dev.holdfast.crypto.LibcryptoDigests;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// The process: takes the machine's world once, runs one command, ends with its exit code.
public final class Main {

    /// How long an interrupted command may take to tidy up before the process ends anyway.
    private static final Duration TIDY_UP = Duration.ofSeconds(10);

    private static final int COLUMNS_USUAL = 80;

    private Main() {}

    public static void main(String[] arguments) {
        LibcryptoDigests.install();
        var command = Thread.currentThread();
        var interruption = new Thread(() -> interrupt(command), "interruption");
        Runtime.getRuntime().addShutdownHook(interruption);
        var code = Wiring.program(surroundings()).run(CommandLineBytes.arguments(arguments));
        try {
            Runtime.getRuntime().removeShutdownHook(interruption);
        } catch (IllegalStateException e) {
            // A signal ends this process already: the JVM exits with 128 + its number as soon
            // as this thread, which the hook waits for, is done.
            return;
        }
        System.exit(code.number());
    }

    static Surroundings surroundings() {
        return new Surroundings(
                CommandLineBytes.environment(),
                new InterruptibleInput(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                isTerminal(0),
                isTerminal(1),
                isTerminal(2),
                Integer.getInteger("holdfast.columns", COLUMNS_USUAL),
                InstantSource.system());
    }

    /// Whether a standard stream is a terminal, without a system call of our own.
    private static boolean isTerminal(int descriptor) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static void interrupt(Thread command) {
        command.interrupt();
        try {
            var _ = command.join(TIDY_UP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
