package dev.holdfast.app.cli;

import dev.holdfast.flow.Scope;
import dev.holdfast.rebuild.RebuildJob;
import dev.holdfast.rebuild.RebuildProgress;
import dev.holdfast.rebuild.RebuildRequest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Duration;

/// Makes what this host knows of a repository again.
@Command(
        name = "rebuild",
        description = "Make the catalog of this host again from the repository.",
        footer = {
            "",
            "For a host whose state directory is lost or damaged, so that its next backup goes on",
            "from the last one instead of reading and storing everything. Changes nothing in the",
            "repository. What the present catalog has and the repository does not say stays.",
            "",
            "Needs a key that opens metadata: whose snapshots they are and what is in packs is",
            "sealed. With the owner's key also chunks of contents are found again wherever they",
            "turn up. Without a key only packs that are gone are taken out of the catalog.",
            "",
            "Exit code 3 says that something could not be read, and is listed.",
            "",
            "Example: after a new installation of a host",
            "  holdfast catalog rebuild --host web1"
        })
public final class CatalogRebuildCommand implements Verb {

    private static final Duration PACE = Duration.ofMillis(200);

    /// Tables are small, so most of the time is spent waiting.
    private static final int CONNECTIONS = 16;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "The name under which this host backs up. Default: the machine's.")
    private @Nullable String host;

    @Option(names = "--dry-run", description = "Show what would be learnt and change nothing.")
    private boolean dryRun;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public CatalogRebuildCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        var name = host != null ? HostName.checked(host) : HostName.get(access.surroundings());
        var progress = new RebuildProgress();
        try (var repository = access.open();
                var secrets = access.unlockIfPossible(repository);
                var job = new RebuildJob(
                        repository,
                        secrets,
                        new RebuildRequest(name, CONNECTIONS, access.temporary()),
                        progress);
                var line = terminal.progress();
                var scope = Scope.open("rebuild")) {
            if (line.isShown()) scope.fork("progress", () -> follow(progress, line));
            var plan = job.plan();
            CatalogText.show(terminal, plan, name, dryRun);
            if (dryRun)
                return plan.left().stream().anyMatch(left -> left.damage())
                        ? ExitCode.PARTIAL
                        : ExitCode.OK;
            return CatalogText.show(terminal, plan, job.execute());
        }
    }

    /// Draws until interrupted.
    private static void follow(RebuildProgress progress, ProgressLine line)
            throws InterruptedException {
        while (true) {
            Thread.sleep(PACE);
            boolean tables = progress.tablesExpected() > 0;
            long done = tables ? progress.tables() : progress.databases();
            long all = tables ? progress.tablesExpected() : progress.databasesExpected();
            var what = tables ? "tables of packs" : "databases";
            line.show("reading ▸ %,d of %,d %s".formatted(done, all, what), done, all);
        }
    }
}
