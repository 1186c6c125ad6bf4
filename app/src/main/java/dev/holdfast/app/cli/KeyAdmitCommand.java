package dev.holdfast.app.cli;

import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.repository.KeyRing;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Objects;

/// Records that the owner trusts a writer.
@Command(
        name = "admit",
        description = "Trust the snapshots of a writer, signed by the repository's owner.",
        footer = {
            "",
            "`holdfast snapshots --json` shows the writers of snapshots that are not trusted.",
            "",
            "Example:",
            "  holdfast key admit 5f0c…"
        })
public final class KeyAdmitCommand implements Verb {

    @Parameters(paramLabel = "WRITER", description = "The writer's public key, 64 digits.")
    private @Nullable VerifyingKey writer;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public KeyAdmitCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        var key = Objects.requireNonNull(writer);
        try (var repository = access.open();
                var secrets = access.unlock(repository)) {
            KeyRing.of(repository).admit(secrets, key, access.random());
            terminal.say("admitted writer " + key);
        }
        return ExitCode.OK;
    }
}
