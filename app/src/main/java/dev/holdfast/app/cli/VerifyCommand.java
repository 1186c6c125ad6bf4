package dev.holdfast.app.cli;

import dev.holdfast.catalog.CheckedPacks;
import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyMemory;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyReport;
import dev.holdfast.verify.VerifyRequest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Says whether a repository is as it was written.
@Command(
        name = "verify",
        description = "Check that a repository is as it was written.",
        footer = {
            "",
            "Without a key: every snapshot's manifest is signed and whole, and every blob that it",
            "names is there with the right size, and wrapped keys are as they were stored; with",
            "--read-data the bytes are read, and held against the SHA-256 that is their name. With",
            "a key also: databases, entries, addresses and edited tags fit each other; with",
            "--read-data everything is decrypted and decoded, and every file held against its own",
            "checksum. Files that a bad pack touches are listed.",
            "",
            "This host remembers what it has read back of a place, and a share is of what it has",
            "not read for the longest time: so shares, however large, get around to everything,",
            "and a run that was interrupted is gone on with. A share like 3/16 is by the names of",
            "the packs instead: all of 1/16 to 16/16, on whatever hosts, are everything.",
            "",
            "Exit code 3 says that something is damaged.",
            "",
            "Example: can the newest snapshot be restored, every byte of it?",
            "  holdfast verify latest --read-data",
            "Example: go on reading the repository back, 100 GiB each night",
            "  holdfast verify --read-data=100GiB"
        })
public final class VerifyCommand implements Verb {

    private static final Duration PACE = Duration.ofMillis(200);

    /// Reading, hashing and decrypting keep a core each; more only wait for the disk.
    private static final int WORKERS_MAX = 8;

    @Parameters(
            paramLabel = "SNAPSHOT",
            arity = "0..*",
            description = "Only these snapshots and what they need. With none, all.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--structure",
            description = "Only whether everything is there and fits together. The default.")
    private boolean structure;

    @Option(
            names = "--read-data",
            arity = "0..1",
            paramLabel = "SHARE",
            fallbackValue = "",
            description = "Read packs back: all, or a share such as 5%%, 1GiB or 3/16.")
    private @Nullable String readData;

    @Option(
            names = "--recent",
            paramLabel = "SPAN",
            description = "How long ago a pack may have been read back to count as recent in what"
                    + " is said at the end. Default: 30d.")
    private TimeSpan recent = new TimeSpan(Period.ZERO, Duration.ofDays(30));

    private final RepositoryAccess access;
    private final Terminal terminal;

    public VerifyCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        if (structure && readData != null) {
            throw CommandException.usage("--structure and --read-data exclude each other", null);
        }
        ReadShare share =
                readData == null ? new ReadShare.Nothing() : ReadShareText.parse(readData);
        try (var repository = access.open();
                var secrets = access.unlockIfPossible(repository)) {
            if (secrets == null) {
                terminal.explain("no key: only what can be seen without one is checked");
            }
            var clock = access.surroundings().clock();
            var since = recent.before(clock.instant());
            var packs = CheckedPacks.open(repository.stateDirectory(), repository.place());
            var memory = new VerifyMemory(packs, clock, since);
            var report = verify(repository, secrets, share, memory);
            VerifyText.show(terminal, report, secrets != null, since);
            return report.isClean() ? ExitCode.OK : ExitCode.PARTIAL;
        }
    }

    private VerifyReport verify(
            Repository repository,
            @Nullable RepositorySecrets secrets,
            ReadShare share,
            VerifyMemory memory)
            throws IOException, InterruptedException {
        int workers = Math.min(WORKERS_MAX, Runtime.getRuntime().availableProcessors());
        var request = new VerifyRequest(share, workers, access.temporary());
        var progress = new VerifyProgress();
        try (var line = terminal.progress();
                var scope = Scope.open("verify")) {
            if (line.isShown()) scope.fork("progress", () -> follow(progress, line));
            var job = new VerifyJob(repository, secrets, request, this::show, progress)
                    .remembering(memory);
            if (!named.isEmpty()) job = job.only(chosen(repository, secrets));
            return job.run();
        }
    }

    private Set<SnapshotId> chosen(Repository repository, @Nullable RepositorySecrets secrets)
            throws IOException {
        var finder = new SnapshotFinder(repository, secrets, access.temporary());
        var chosen = new HashSet<SnapshotId>();
        for (var text : named) chosen.add(finder.find(text).stored().manifest().snapshot());
        return chosen;
    }

    private void show(Finding finding) {
        try {
            VerifyText.show(terminal, finding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Draws until interrupted.
    private static void follow(VerifyProgress progress, ProgressLine line)
            throws InterruptedException {
        while (true) {
            Thread.sleep(PACE);
            var text = "reading ▸ %s of %s in packs"
                    .formatted(
                            Amounts.bytes(progress.readBytes()),
                            Amounts.bytes(progress.expectedBytes()));
            line.show(text, progress.readBytes(), progress.expectedBytes());
        }
    }
}
