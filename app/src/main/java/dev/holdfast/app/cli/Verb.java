package dev.holdfast.app.cli;

import java.io.IOException;

/// One command, its options set: does it, and says how it went.
public interface Verb {

    /// What it throws becomes one sentence, a hint and [ExitCode#of].
    ExitCode run() throws IOException, InterruptedException;
}
