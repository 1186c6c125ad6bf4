package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.Fence;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.Writers;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Frees what no snapshot needs.
@Command(
        name = "prune",
        description = "Free what no snapshot needs any more.",
        footer = {
            "",
            "Needs no key, and may run beside backups and other prunes. What a running backup",
            "could still need is only condemned, and deleted by a later prune when that backup",
            "has ended. Until then backups store contents anew that only condemned packs have.",
            "",
            "A run that died on a host that never came back holds everything up. --dry-run shows",
            "such runs. --fence shuts one out: if it is alive after all, it fails, and its",
            "snapshot is not made.",
            "",
            "Exit code 3 says that a later prune has to go on.",
            "",
            "Example: what would be freed",
            "  holdfast prune --dry-run"
        })
public final class PruneCommand implements Verb {

    /// Deletes only wait, so many of them may.
    static final int CONNECTIONS = 16;

    @Option(names = "--dry-run", description = "Show what would be freed and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--fence",
            paramLabel = "W",
            description =
                    "Shut out the run with this id, or the beginning of it, first. May be given"
                            + " several times.")
    private List<String> fence = new ArrayList<>();

    @Option(
            names = "--fence-older",
            paramLabel = "SPAN",
            description = "Shut out the runs that said they began that long ago: 3d.")
    private @Nullable TimeSpan fenceOlder;

    @Option(
            names = "--i-know-it-is-dead",
            description = "Vouch that what is shut out, and every other prune, is dead. Only"
                    + " stores that let a late put replace what is there ask for it.")
    private boolean dead;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public PruneCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        try (var repository = access.open()) {
            fence(repository);
            var options = new PruneOptions(CONNECTIONS, dead);
            var job = new PruneJob(repository, options, access.random());
            if (dryRun) {
                PruneText.show(terminal, job.plan(), repository.store());
                return ExitCode.OK;
            }
            return PruneText.show(terminal, job.execute());
        }
    }

    private void fence(Repository repository) throws IOException {
        var chosen = chosen(repository);
        if (chosen.isEmpty()) return;
        if (dryRun) {
            for (var writer : chosen) terminal.say("would shut out run " + writer);
            return;
        }
        var around = Fence.of(repository, dead);
        for (var writer : chosen) {
            terminal.say(
                    switch (around.shutOut(writer)) {
                        case SHUT_OUT -> "shut out run " + writer;
                        case HAD_COMMITTED ->
                            "run " + writer + " had made its snapshot, which stays";
                        case HAD_ENDED -> "run " + writer + " has ended by itself";
                    });
        }
    }

    private SortedSet<WriterId> chosen(Repository repository) throws IOException {
        var chosen = new TreeSet<WriterId>();
        if (fence.isEmpty() && fenceOlder == null) return chosen;
        var all = Writers.list(repository.store());
        for (var text : fence) {
            var meant = all.stream().filter(w -> w.toString().startsWith(text)).toList();
            if (text.isEmpty() || meant.size() != 1) {
                throw CommandException.usage(
                        "%d runs begin with \"%s\"".formatted(meant.size(), Printable.of(text)),
                        "`holdfast prune --dry-run` lists the runs that are under way");
            }
            chosen.add(meant.getFirst());
        }
        if (fenceOlder != null) {
            var before = fenceOlder.before(access.surroundings().clock().instant());
            for (var writer : all) {
                var marker = Writers.find(repository.store(), writer);
                if (marker != null && marker.createdAt().isBefore(before)) chosen.add(writer);
            }
        }
        return chosen;
    }
}
