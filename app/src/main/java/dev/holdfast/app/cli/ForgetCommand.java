package dev.holdfast.app.cli;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.forget.ForgetPlan;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.KnownSnapshot;
import dev.holdfast.repository.Marks;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Drops snapshots: those that are named, or those that a policy does not keep.
@Command(
        name = "forget",
        description = "Forget snapshots: those named, or those that no --keep option keeps.",
        footer = {
            "",
            "A snapshot is kept if any --keep option keeps it. Every source of every host is",
            "looked at by itself. Hours, days, weeks (from Monday on), months and years are those",
            "of this host's time zone; a snapshot belongs to the moment at which its backup ended.",
            "Of each of them the newest counts. --keep-within looks back from the newest snapshot,",
            "not from now. Pinned snapshots always stay, and so do those whose time lies in the",
            "future. A policy that would keep nothing of some source is refused.",
            "",
            "No key is needed, but for tags and for names that this host does not remember. What",
            "forgotten snapshots took up is freed by `prune`, or at once with --prune.",
            "",
            "Example: what would go",
            "  holdfast forget --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run"
        })
public final class ForgetCommand implements Verb {

    @Parameters(
            paramLabel = "SNAPSHOT",
            arity = "0..*",
            description = "Forget these, whatever a policy would say.")
    private List<String> named = new ArrayList<>();

    @Mixin
    private final KeepOptions keep = new KeepOptions();

    @Option(
            names = "--group-by",
            paramLabel = "PARTS",
            description = "Weigh those against each other that agree in these: lineage (the"
                    + " default), or some of host,path,tag.")
    private String groupBy = "lineage";

    @Option(
            names = "--tombstones",
            description = "Remove what keeps runs out that were fenced. Only when nothing that they"
                    + " have sent can still be under way.")
    private boolean tombstones;

    @Option(names = "--prune", description = "Free at once what is not needed any more.")
    private boolean prune;

    @Option(names = "--dry-run", description = "Show what would be forgotten and change nothing.")
    private boolean dryRun;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public ForgetCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        var policy = keep.policy(ZoneId.systemDefault());
        if (policy.isEmpty() && named.isEmpty() && !tombstones) {
            throw CommandException.usage(
                    "nothing says what to forget", "name snapshots, or what to --keep");
        }
        if (!policy.isEmpty() && !named.isEmpty()) {
            throw CommandException.usage("snapshots and --keep options exclude each other", null);
        }
        try (var repository = access.open();
                var secrets = access.unlockIfPossible(repository)) {
            var job = new ForgetJob(repository, known -> tags(repository, secrets, known));
            if (tombstones) removeTombstones(job);
            var going = new HashSet<SnapshotId>();
            if (!policy.isEmpty() || !named.isEmpty()) {
                var finder = new SnapshotFinder(repository, secrets, access.temporary());
                var all = finder.all();
                var now = access.surroundings().clock().instant();
                var plan = named.isEmpty()
                        ? job.plan(all, policy, groups(repository, secrets), now)
                        : job.plan(all, chosen(finder));
                forget(job, plan, all);
                for (var snapshot : plan.forgotten()) going.add(snapshot.id());
            }
            return prune ? prune(repository, going) : ExitCode.OK;
        }
    }

    private GroupBy groups(Repository repository, @Nullable RepositorySecrets secrets)
            throws CommandException {
        return GroupBy.parse(groupBy, known -> tags(repository, secrets, known));
    }

    private Map<String, String> tags(
            Repository repository, @Nullable RepositorySecrets secrets, KnownSnapshot known)
            throws IOException {
        if (secrets == null) throw new WrongKeyException("tags cannot be read without a key");
        return Marks.of(repository).tags(known.stored(), secrets, access.temporary());
    }

    private Set<SnapshotId> chosen(SnapshotFinder finder) throws IOException {
        var chosen = new HashSet<SnapshotId>();
        for (var text : named) chosen.add(finder.find(text).stored().manifest().snapshot());
        return chosen;
    }

    private void forget(ForgetJob job, ForgetPlan plan, List<KnownSnapshot> all)
            throws IOException {
        ForgetText.show(terminal, plan, all, dryRun);
        if (dryRun) return;
        int expected = plan.forgotten().size();
        int gone = job.execute(plan).size();
        if (gone < expected) {
            terminal.say("%,d were pinned meanwhile and stay".formatted(expected - gone));
        }
    }

    private void removeTombstones(ForgetJob job) throws IOException {
        var found = job.tombstones();
        for (var id : found) {
            terminal.say((dryRun ? "would remove" : "removed") + " the tombstone of snapshot "
                    + id.shortText());
        }
        if (!dryRun) job.removeTombstones(found);
    }

    /// With `--dry-run` they are still there, and what only they need counts all the same.
    private ExitCode prune(Repository repository, Set<SnapshotId> forgotten)
            throws IOException, InterruptedException {
        var options = new PruneOptions(PruneCommand.CONNECTIONS, false);
        var job = new PruneJob(repository, options, access.random());
        if (!dryRun) return PruneText.show(terminal, job.execute());
        PruneText.show(terminal, job.plan(forgotten), repository.store());
        return ExitCode.OK;
    }
}
