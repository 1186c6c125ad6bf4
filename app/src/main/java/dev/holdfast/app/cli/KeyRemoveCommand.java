package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.repository.KeyRing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;

/// Removes one way into a repository.
@Command(
        name = "remove",
        description = "Remove one way into the repository, or a writer's admission.",
        footer = {
            "",
            "Whoever has copied a key before, or the repository's secrets, keeps what they have.",
            "The last key that you can open is never removed.",
            "",
            "Example: after `holdfast key list` has shown its name",
            "  holdfast key remove 3f2a9c01"
        })
public final class KeyRemoveCommand implements Verb {

    @Parameters(paramLabel = "KEY", description = "The name, or its beginning, from `key list`.")
    private String name = "";

    @Option(names = "--dry-run", description = "Show what would be removed and change nothing.")
    private boolean dryRun;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public KeyRemoveCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException {
        try (var repository = access.open();
                var secrets = access.unlock(repository)) {
            var ring = KeyRing.of(repository);
            var all = ring.list(access.people(), secrets);
            var meant =
                    all.stream().filter(e -> e.key().name().startsWith(name)).toList();
            if (name.isEmpty() || meant.size() != 1) {
                throw CommandException.usage(
                        "%d keys begin with \"%s\"".formatted(meant.size(), Printable.of(name)),
                        "`holdfast key list` shows their names");
            }
            var entry = meant.getFirst();
            boolean lastOfYours =
                    entry.yours() && all.stream().filter(KeyRing.Entry::yours).count() == 1;
            if (lastOfYours) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "key " + entry.shortName() + " is the last one that you can open",
                        "add another one first");
            }
            if (!dryRun) ring.remove(entry.key());
            terminal.say((dryRun ? "would remove key " : "removed key ") + entry.shortName());
        }
        return ExitCode.OK;
    }
}
