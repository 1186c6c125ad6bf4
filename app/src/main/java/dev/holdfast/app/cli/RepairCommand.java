package dev.holdfast.app.cli;

import dev.holdfast.catalog.CheckedPacks;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.crypto.WrongKeyException;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repair.RepairJob;
import dev.holdfast.repair.RepairPlan;
import dev.holdfast.repair.RepairProgress;
import dev.holdfast.repair.RepairRequest;
import dev.holdfast.repository.Repository;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyMemory;
import dev.holdfast.verify.VerifyRequest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Does what can be done about damage.
@Command(
        name = "repair",
        description = "Find what is damaged, and let the next backup heal it.",
        footer = {
            "",
            "Reads everything back as verify does, lists every file of every snapshot that cannot",
            "be restored any more, and marks damaged packs as lost: no backup of any host relies on",
            "them then, and what was in them is read from the source and stored again. Packs are",
            "not deleted, because all that is still good in them can be restored.",
            "",
            "A manifest that is damaged is put back if this host has a copy. If not, backups and",
            "prunes stop at it until it is given up; before that, `restore --walk` gets the",
            "snapshot back.",
            "",
            "Without a key damaged packs are found and marked all the same; files are not named.",
            "",
            "Exit code 3 says that something cannot be restored.",
            "",
            "Example: what is damaged",
            "  holdfast repair --dry-run"
        })
public final class RepairCommand implements Verb {

    private static final Duration PACE = Duration.ofMillis(200);
    private static final int WORKERS_MAX = 8;

    @Option(names = "--dry-run", description = "Show what is damaged and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--structure",
            description = "Read no packs back: look only for what is missing or has another size.")
    private boolean structure;

    @Option(
            names = "--reindex",
            description =
                    "Also read the packs that no snapshot names, or that this host does not know,"
                            + " and let its next backup use what is in them.")
    private boolean reindex;

    @Option(
            names = "--give-up",
            paramLabel = "ID",
            description = "Give up the snapshot with this id, whose manifest is damaged. May be"
                    + " given several times.")
    private List<String> giveUp = new ArrayList<>();

    private final RepositoryAccess access;
    private final Terminal terminal;

    public RepairCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        try (var repository = access.open();
                var secrets = access.unlockIfPossible(repository)) {
            if (secrets == null && reindex) {
                throw new WrongKeyException("packs cannot be indexed without a key");
            }
            if (secrets == null) terminal.explain("no key: files are not named");
            var progress = new RepairProgress();
            var job = job(repository, secrets, progress);
            try (var line = terminal.progress();
                    var scope = Scope.open("repair")) {
                if (line.isShown()) scope.fork("progress", () -> follow(progress, line));
                var plan = job.plan();
                RepairText.show(terminal, plan, dryRun, secrets != null, reindex);
                var chosen = chosen(plan);
                if (!dryRun) {
                    RepairText.show(terminal, plan, job.execute());
                    for (var id : chosen) {
                        job.giveUp(id);
                        terminal.say("gave up snapshot " + id.shortText());
                    }
                }
                return plan.hasDamage() ? ExitCode.PARTIAL : ExitCode.OK;
            }
        }
    }

    private RepairJob job(
            Repository repository, @Nullable RepositorySecrets secrets, RepairProgress progress)
            throws IOException {
        int workers = Math.min(WORKERS_MAX, Runtime.getRuntime().availableProcessors());
        ReadShare share = structure ? new ReadShare.Nothing() : new ReadShare.Everything();
        var clock = access.surroundings().clock();
        return new RepairJob(
                repository,
                secrets,
                new RepairRequest(new VerifyRequest(share, workers, access.temporary()), reindex),
                new VerifyMemory(
                        CheckedPacks.open(repository.stateDirectory(), repository.place()),
                        clock,
                        clock.instant()),
                this::show,
                progress,
                clock,
                access.random());
    }

    private void show(Finding finding) {
        try {
            VerifyText.show(terminal, finding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The snapshots that are to be given up, each of them one that may be.
    private List<SnapshotId> chosen(RepairPlan plan) throws CommandException {
        var chosen = new ArrayList<SnapshotId>();
        for (var text : giveUp) {
            var meant = plan.manifestsLost().stream()
                    .filter(id -> id.toString().startsWith(text))
                    .toList();
            if (text.isEmpty() || meant.size() != 1) {
                throw CommandException.usage(
                        "%d snapshots whose manifests are lost begin with \"%s\""
                                .formatted(meant.size(), Printable.of(text)),
                        "`holdfast repair --dry-run` lists them; `holdfast forget` drops others");
            }
            chosen.add(meant.getFirst());
        }
        return chosen;
    }

    /// Draws until interrupted.
    private static void follow(RepairProgress progress, ProgressLine line)
            throws InterruptedException {
        while (true) {
            Thread.sleep(PACE);
            long indexed = progress.indexed().get();
            var verify = progress.verify();
            if (indexed > 0) {
                line.show("indexing ▸ %s in packs".formatted(Amounts.bytes(indexed)), indexed, 0);
            } else {
                var text = "reading ▸ %s of %s in packs"
                        .formatted(
                                Amounts.bytes(verify.readBytes()),
                                Amounts.bytes(verify.expectedBytes()));
                line.show(text, verify.readBytes(), verify.expectedBytes());
            }
        }
    }
}
