package dev.holdfast.app.cli;

import dev.holdfast.crypto.FileKeyWrapper;
import dev.holdfast.crypto.Recipient;
import dev.holdfast.format.manifest.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes a repository and says who can open it.
@Command(
        name = "init",
        description = "Make a repository.",
        footer = {
            "",
            "Example: make one that two people can open",
            "  holdfast init -r /mnt/backup --recipient age1ada… --recipient age1grace…"
        })
public final class InitCommand implements Verb {

    @Option(
            names = "--recipient",
            paramLabel = "AGE1",
            description = "Who can open it: an age recipient. May be given several times."
                    + " With none, your own identity; it is made if there is none.")
    private List<Recipient> recipients = new ArrayList<>();

    @Option(
            names = "--passphrase",
            description = "Who knows a passphrase can open it. It is asked for, or taken from"
                    + " --passphrase-file or --passphrase-command.")
    private boolean passphrase;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public InitCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        List<FileKeyWrapper> people = new ArrayList<>(recipients);
        if (passphrase) people.add(access.newPassphrase());
        try (var repository = access.create(people)) {
            terminal.say("repository " + repository.id());
            for (var person : people) {
                terminal.say("  can be opened by "
                        + (person instanceof Recipient recipient
                                ? recipient
                                : "who knows the passphrase"));
            }
            terminal.document(Json.object()
                    .with("repository", Json.of(repository.id().toString()))
                    .with("place", Json.of(access.place().toString())));
        }
        return ExitCode.OK;
    }
}
