package dev.holdfast.app.cli;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.flow.Scope;
import dev.holdfast.repository.Repository;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyReport;
import dev.holdfast.verify.VerifyRequest;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Says whether a repository is as it was written.
@Command(
        name = "verify",
        description = "Check that a repository is as it was written.",
        footer = {
            "",
            "Without a key: every snapshot's manifest is signed and whole, and every blob that it",
            "names is there with the right size; with --read-data its bytes are read, and held",
            "against the SHA-256 that is its name. With a key also: databases, entries and",
            "addresses fit each other; with --read-data everything is decrypted and decoded, and",
            "every file held against its own checksum. Files that a bad pack touches are listed.",
            "",
            "A share of the packs is chosen by their names: the same one until there is a new",
            "snapshot. All of 1/16 to 16/16 together are everything.",
            "",
            "Exit code 3 says that something is damaged.",
            "",
            "Example: all packs in the course of a year, a part each week",
            "  holdfast verify --read-data=$(date +%-V)/53"
        })
public final class VerifyCommand implements Verb {

    private static final Duration PACE = Duration.ofMillis(200);

    /// Reading, hashing and decrypting keep a core each; more only wait for the disk.
    private static final int WORKERS_MAX = 8;

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
            var report = verify(repository, secrets, share);
            VerifyText.show(terminal, report, secrets != null);
            return report.isClean() ? ExitCode.OK : ExitCode.PARTIAL;
        }
    }

    private VerifyReport verify(
            Repository repository, @Nullable RepositorySecrets secrets, ReadShare share)
            throws IOException, InterruptedException {
        int workers = Math.min(WORKERS_MAX, Runtime.getRuntime().availableProcessors());
        var request = new VerifyRequest(share, workers, access.temporary());
        var progress = new VerifyProgress();
        try (var line = terminal.progress();
                var scope = Scope.open("verify")) {
            if (line.isShown()) scope.fork("progress", () -> follow(progress, line));
            return new VerifyJob(repository, secrets, request, this::show, progress).run();
        }
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
