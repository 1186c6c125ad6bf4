package dev.holdfast.app.cli;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.KeyRing;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.ArrayList;

/// Lists who can open a repository and which writers are admitted.
@Command(
        name = "list",
        description = "List who can open the repository, and which writers are admitted.",
        footer = {"", "Example:", "  holdfast key list"})
public final class KeyListCommand implements Verb {

    private final RepositoryAccess access;
    private final Terminal terminal;

    public KeyListCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        try (var repository = access.open();
                var secrets = access.unlock(repository)) {
            var found = new ArrayList<Json>();
            for (var entry : KeyRing.of(repository).list(access.people(), secrets)) {
                terminal.line(entry.shortName() + "  " + what(entry));
                var json = Json.object()
                        .with("key", Json.of(entry.key().name()))
                        .with("passphrase", Json.of(entry.passphrase()))
                        .with("yours", Json.of(entry.yours()));
                var writer = entry.admitted();
                found.add(writer == null ? json : json.with("writer", Json.of(writer.toString())));
            }
            terminal.document(Json.object().with("keys", Json.array(found)));
        }
        return ExitCode.OK;
    }

    private static String what(KeyRing.Entry entry) {
        if (entry.admitted() != null) return "admits writer " + entry.admitted();
        var who = entry.passphrase() ? "opens with a passphrase" : "opens with an identity";
        return entry.yours() ? who + " (yours)" : who;
    }
}
