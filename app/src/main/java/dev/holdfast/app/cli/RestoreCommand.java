package dev.holdfast.app.cli;

import dev.holdfast.crypto.RepositorySecrets;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;
import dev.holdfast.format.Sha256;
import dev.holdfast.repository.OpenSnapshot;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotWalk;
import dev.holdfast.restore.Overwrite;
import dev.holdfast.restore.Owners;
import dev.holdfast.restore.RestoreJob;
import dev.holdfast.restore.RestoreProgress;
import dev.holdfast.restore.RestoreRequest;
import dev.holdfast.restore.TreeWriterOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes a snapshot, or a place in it, back into a directory.
@Command(
        name = "restore",
        description = "Restore a snapshot, or a place in it, into a directory.",
        footer = {
            "",
            "SNAPSHOT goes below the target under its absolute source path;",
            "SNAPSHOT:/a/directory puts the contents of that directory into the target, and",
            "SNAPSHOT:/a/file the file, and no more of its directory. No symbolic link in the target is followed, and a file",
            "gets its name when it is complete and has been checked.",
            "A target that is there already keeps its own owner, mode and time, unless it is the",
            "very directory that was backed up.",
            "Exit code 3 says that something could not be restored as it was; it is listed.",
            "",
            "Example: one directory of the last snapshot, to look at it",
            "  holdfast restore latest:/home/ada/Documents --target /tmp/documents",
            "Example: put back what was lost, and touch nothing that is newer",
            "  holdfast restore latest --target / --overwrite if-newer"
        })
public final class RestoreCommand implements Verb {

    private static final int WORKERS_MAX = 4;

    /// Requests to a bucket under way at once: it is far away, and waiting costs nothing.
    private static final int TRANSFERS = 16;

    @Parameters(paramLabel = "PLACE", description = "SNAPSHOT or SNAPSHOT:/absolute/source/path.")
    private String place = "";

    @Option(
            names = {"-t", "--target"},
            paramLabel = "DIR",
            required = true,
            description = "Restore into this directory, which is made if it is not there.")
    private ByteString target = ByteString.EMPTY;

    @Option(
            names = "--include",
            paramLabel = "PATTERN",
            description = "Restore only what matches, as in .gitignore; /x is anchored at the"
                    + " source. May be given several times.")
    private List<ByteString> includes = new ArrayList<>();

    @Option(
            names = {"-e", "--exclude"},
            paramLabel = "PATTERN",
            description = "Leave out what matches. May be given several times.")
    private List<ByteString> excludes = new ArrayList<>();

    @Option(
            names = "--overwrite",
            paramLabel = "WHEN",
            defaultValue = "always",
            description = "What to do where something is already: always, if-changed (files of"
                    + " the same size and time keep their content), if-newer (than what is there),"
                    + " never.")
    private String overwrite = "always";

    @Option(
            names = "--delete",
            description = "Remove what is in a restored directory and not in the snapshot. Try it"
                    + " with --dry-run --verbose first, which names it all.")
    private boolean delete;

    @Option(
            names = "--dry-run",
            description = "Show what would be written, removed and fetched; change nothing.")
    private boolean dryRun;

    @Option(
            names = "--price",
            paramLabel = "LIST",
            description = "With --dry-run, what it would cost and take: by the list prices of aws,"
                    + " aws-standard-ia, aws-glacier-ir, r2 or b2, or those in a file.")
    private @Nullable String price;

    @Option(
            names = "--verify",
            description = "When all is written, read every file again and check it.")
    private boolean verify;

    @Option(
            names = "--owner",
            paramLabel = "HOW",
            defaultValue = "numeric",
            description = "numeric: files belong to the same user and group numbers; none: to"
                    + " whoever restores.")
    private String owner = "numeric";

    @Option(
            names = "--no-sparse",
            description = "Write blocks of zeros too. Without this they become holes.")
    private boolean noSparse;

    @Option(
            names = "--walk",
            description = "Restore a snapshot whose manifest is missing or damaged, by its database"
                    + " and the packs that are there. SNAPSHOT is its whole name or the beginning"
                    + " of its id.")
    private boolean walk;

    @Option(
            names = "--trust-database",
            paramLabel = "SHA256",
            description = "With --walk: the digest of the stored database, because without the"
                    + " manifest nobody's signature vouches for it.")
    private @Nullable String trustedDatabase;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public RestoreCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        var wanted = SnapshotPlace.parse(place);
        var whose = owners();
        var when = overwrite();
        var prices = prices();
        var trusted = trustedDatabase();
        try (var repository = walk ? access.open() : access.openToRead(wanted.snapshot());
                var secrets = access.unlock(repository);
                var snapshot = walk
                        ? walk(wanted, repository, secrets, trusted)
                        : wanted.open(access, repository, secrets)) {
            return restore(snapshot, request(wanted, snapshot, whose, when), prices);
        }
    }

    private @Nullable PriceList prices() throws IOException {
        if (price == null) return null;
        if (!dryRun) {
            throw CommandException.usage("--price goes with --dry-run only", null);
        }
        return PriceList.of(price);
    }

    private OpenSnapshot walk(
            SnapshotPlace wanted,
            Repository repository,
            RepositorySecrets secrets,
            @Nullable Sha256 trusted)
            throws IOException {
        var found = SnapshotWalk.open(
                repository, secrets, access.temporary(), wanted.snapshot(), trusted);
        terminal.warn("the manifest %s: going by the database alone; of %,d packs %s"
                .formatted(
                        found.flaw(),
                        found.packs(),
                        found.missing() == 0
                                ? "all are there"
                                : "%,d are not there".formatted(found.missing())));
        return found.snapshot();
    }

    private @Nullable Sha256 trustedDatabase() throws CommandException {
        if (trustedDatabase == null) return null;
        if (!walk) {
            throw CommandException.usage("--trust-database goes with --walk only", null);
        }
        try {
            return Sha256.parse(trustedDatabase);
        } catch (CorruptDataException e) {
            throw CommandException.usage(
                    "--trust-database: " + Printable.of(trustedDatabase)
                            + " is not the SHA-256 of anything",
                    null);
        }
    }

    private ExitCode restore(
            OpenSnapshot snapshot, RestoreRequest request, @Nullable PriceList prices)
            throws IOException, InterruptedException {
        var report = new RestoreReport(terminal, snapshot, request);
        var progress = new RestoreProgress();
        try (var line = terminal.progress();
                var watch = Scope.open("progress")) {
            try (var job = RestoreJob.open(snapshot, request, progress, report::notice)) {
                var estimate = job.plan();
                report.show(estimate, dryRun);
                for (var path : job.removals()) report.explainRemoval(path);
                if (dryRun) {
                    new RestorePrice(terminal, access.traffic(), request.transfers())
                            .show(estimate, prices);
                    return report.code();
                }
                if (line.isShown()) {
                    watch.forkWaiting("line", () -> RestoreReport.follow(progress, line));
                }
                report.show(job.run());
            }
        }
        return report.code();
    }

    private RestoreRequest request(
            SnapshotPlace wanted, OpenSnapshot snapshot, Owners whose, Overwrite when)
            throws IOException {
        var root = snapshot.facts().source().directory();
        int workers = Math.min(WORKERS_MAX, Runtime.getRuntime().availableProcessors());
        var below = wanted.path() == null ? root.substring(1, root.length()) : ByteString.EMPTY;
        return new RestoreRequest(
                wanted.restored(snapshot),
                SourcePath.absolute(target),
                below,
                PatternSelection.of(root, includes, excludes),
                when,
                delete,
                own(),
                verify,
                new TreeWriterOptions(whose, !noSparse, access.random()),
                access.temporary(),
                workers,
                access.place().directory() == null ? TRANSFERS : workers);
    }

    private List<ByteString> own() throws IOException {
        var own = new ArrayList<ByteString>();
        for (var path : access.ownDirectories()) {
            own.add(SourcePath.of(real(path)));
        }
        return own;
    }

    private static Path real(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path;
    }

    private Overwrite overwrite() throws CommandException {
        var found = find(overwrite);
        if (found == null) {
            throw CommandException.usage(
                    "--overwrite: " + Printable.of(overwrite)
                            + " is none of always, if-changed, if-newer, never",
                    null);
        }
        return found;
    }

    private static @Nullable Overwrite find(String text) {
        for (var value : Overwrite.values()) {
            var name = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text)) return value;
        }
        return null;
    }

    private Owners owners() throws CommandException {
        return switch (owner) {
            case "numeric" -> Owners.NUMERIC;
            case "none" -> Owners.NONE;
            default ->
                throw CommandException.usage(
                        "--owner: " + Printable.of(owner) + " is none of numeric, none",
                        "an archive has no names of users and groups, only numbers");
        };
    }
}
