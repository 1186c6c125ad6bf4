package dev.holdfast.app.cli;

import dev.holdfast.crypto.FileKeyWrapper;
import dev.holdfast.crypto.Recipient;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.repository.KeyRing;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/// Lets one more person open a repository.
@Command(
        name = "add",
        description = "Let one more person open the repository.",
        footer = {
            "",
            "No data is stored again: only the repository's small secrets are wrapped once more.",
            "",
            "Example: add a colleague, who may list files but read no content",
            "  holdfast key add --recipient age1grace… --browser"
        })
public final class KeyAddCommand implements Verb {

    @Option(names = "--recipient", paramLabel = "AGE1", description = "Their age recipient.")
    private @Nullable Recipient recipient;

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "F",
            description = "Who knows the passphrase in the first line of this file.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--new-passphrase",
            description = "Who knows a passphrase, which is asked for twice.")
    private boolean passphrase;

    @Option(
            names = "--browser",
            description = "They may list snapshots and files, but read no file's content.")
    private boolean browser;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public KeyAddCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        var person = person();
        try (var repository = access.open();
                var secrets = access.unlock(repository)) {
            var given = browser ? secrets.forBrowser() : secrets;
            var key = KeyRing.of(repository).add(given, person, access.random());
            terminal.say("added key " + key.name().substring(0, 8));
            terminal.document(Json.object().with("key", Json.of(key.name())));
        }
        return ExitCode.OK;
    }

    private FileKeyWrapper person() throws IOException {
        int ways = (recipient != null ? 1 : 0)
                + (passphraseFile != null ? 1 : 0)
                + (passphrase ? 1 : 0);
        if (ways != 1) {
            throw CommandException.usage(
                    "key add takes one of --recipient, --new-passphrase-file and --new-passphrase",
                    null);
        }
        if (recipient != null) return recipient;
        if (passphraseFile != null) return access.newPassphrase(passphraseFile);
        return access.askNewPassphrase();
    }
}
