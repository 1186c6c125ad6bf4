package dev.holdfast.source.stream;

import dev.holdfast.format.Printable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;

/// What a shell command prints, to be read to its end.
///
/// The end is one only if the command ended well: otherwise reading fails with
/// [CommandFailedException]. Closed before that, the command and those it started are told
/// to end. Its standard error and input are this process's own.
public final class ShellCommand extends InputStream {

    /// How long a command that is told to end may take before it is killed.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String command;
    private final Process process;
    private final InputStream in;

    private ShellCommand(String command, Process process) {
        this.command = command;
        this.process = process;
        this.in = process.getInputStream();
    }

    /// Starts `/bin/sh -c command`.
    public static ShellCommand start(String command) throws IOException {
        var process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(Redirect.INHERIT)
                .redirectInput(Redirect.INHERIT)
                .start();
        return new ShellCommand(command, process);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count < 0) requireSuccess();
        return count;
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!endsInTime()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        in.close();
    }

    private void requireSuccess() throws IOException {
        int code = exitCode();
        if (code != 0) {
            throw new CommandFailedException(
                    "command \"%s\": ended with exit code %d, so what it printed may not be all"
                            .formatted(Printable.of(command), code));
        }
    }

    private int exitCode() throws InterruptedIOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a command was running");
        }
    }

    private boolean endsInTime() {
        try {
            return process.waitFor(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
