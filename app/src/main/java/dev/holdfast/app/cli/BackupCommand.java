package dev.holdfast.app.cli;

import dev.holdfast.backup.BackupJob;
import dev.holdfast.backup.BackupProgress;
import dev.holdfast.backup.BackupRequest;
import dev.holdfast.backup.BackupSummary;
import dev.holdfast.backup.Change;
import dev.holdfast.backup.Decisions;
import dev.holdfast.backup.Preview;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.Printable;
import dev.holdfast.repository.NoRepositoryException;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.OneFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Backs up directories, files and streams, one snapshot each.
@Command(
        name = "backup",
        description = "Back up directories, files, or a stream: one snapshot for each.",
        footer = {
            "",
            "At the default place a repository and an identity are made on first use.",
            "Exit code 3 says that the snapshot exists but something is missing in it.",
            "",
            "Example: back up two directories without caches",
            "  holdfast backup --exclude-caches ~/Documents ~/Pictures",
            "Example: back up a database by its own dump",
            "  holdfast backup --command 'pg_dump shop' --stdin-name shop.sql"
        })
public final class BackupCommand implements Verb {

    private static final int CONNECTIONS = 2;

    /// Packs on their way to a bucket at once: each has 16 MiB, which are a backup's memory.
    private static final int BUCKET_CONNECTIONS = 3;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Directories, each with all that is in it, and single files.")
    private List<ByteString> paths = new ArrayList<>();

    @Option(
            names = "--source",
            paramLabel = "PATH",
            description = "Back up this if no PATH is given: for configuration files. May be given"
                    + " several times.")
    private List<ByteString> standing = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Back up under this host name. Default: the machine's.")
    private @Nullable String host;

    @Option(
            names = "--tag",
            paramLabel = "KEY=VALUE",
            description = "Give the snapshots a tag. May be given several times.")
    private List<GivenTag> tags = new ArrayList<>();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Call the snapshot this, and not by host and time.")
    private @Nullable SnapshotName name;

    @Mixin
    private final StreamOptions stream = new StreamOptions();

    @Mixin
    private final ExcludeOptions excludes = new ExcludeOptions();

    @Mixin
    private final ChangeDetectionOptions detection = new ChangeDetectionOptions();

    @Option(
            names = "--compression",
            paramLabel = "LEVEL",
            defaultValue = "default",
            description = "off, fast, default, max, or a zstd level from 1 to 19.")
    private String compression = "default";

    @Option(
            names = "--paranoid",
            description = "Read back every chunk before a pack is stored, not only one of each.")
    private boolean paranoid;

    @Option(
            names = "--dry-run",
            description =
                    "Show what would be read, with --verbose each file and why; store nothing.")
    private boolean dryRun;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public BackupCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        boolean bucket = access.place().directory() == null;
        var options = new RunOptions(
                CompressionLevel.parse(compression),
                Runtime.getRuntime().availableProcessors(),
                bucket ? BUCKET_CONNECTIONS : CONNECTIONS,
                paranoid,
                name == null ? null : name.text(),
                bucket ? PackLook.LAST : PackLook.FIRST);
        var sources = sources();
        if (dryRun) return estimate(sources);
        boolean whole = true;
        try (var repository = access.openToBackUp(name == null)) {
            if (name != null) requireFree(name, repository);
            for (var source : sources)
                whole &= backup(repository, source, options).isWhole();
        }
        return whole ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private List<BackupSource> sources() throws IOException {
        if (stream.isGiven()) return List.of(streamed());
        var named = paths.isEmpty() ? standing : paths;
        if (named.isEmpty()) {
            throw CommandException.usage(
                    "there is nothing to back up", "name a path, or give --stdin or --command");
        }
        if (name != null && named.size() > 1) {
            throw CommandException.usage(
                    "--name: several paths make several snapshots", "back them up one by one");
        }
        var sources = new ArrayList<BackupSource>();
        for (var path : named) sources.add(source(SourcePath.absolute(path)));
        return sources;
    }

    private BackupSource streamed() throws IOException {
        if (!paths.isEmpty()) {
            throw CommandException.usage(
                    "a stream is backed up by itself: " + paths.getFirst() + " is too much", null);
        }
        if (dryRun) {
            throw CommandException.usage(
                    "--dry-run: nobody knows how much comes out of a stream", null);
        }
        var surroundings = access.surroundings();
        var key = new SourceKey(hostName(), SourceKey.STREAM, stream.path());
        var source = stream.source(surroundings, surroundings.clock().instant());
        return new BackupSource(source, key, "{}");
    }

    /// A name means one snapshot, as far as can be known here.
    private void requireFree(SnapshotName wanted, Repository repository) throws IOException {
        try (var secrets = access.unlockIfPossible(repository)) {
            for (var known : new SnapshotFinder(repository, secrets, access.temporary()).all()) {
                if (!wanted.text().equals(known.name())) continue;
                throw new CommandException(
                        ExitCode.FAILED,
                        "--name: snapshot "
                                + known.stored().manifest().snapshot().shortText() + " is called "
                                + Printable.of(wanted.text()) + " already",
                        null);
            }
        }
    }

    private BackupSummary backup(Repository repository, BackupSource source, RunOptions options)
            throws IOException, InterruptedException {
        var summary = run(repository, source, options);
        BackupReport.show(terminal, source.key(), summary);
        return summary;
    }

    private BackupSummary run(Repository repository, BackupSource source, RunOptions options)
            throws IOException, InterruptedException {
        var progress = new BackupProgress();
        try (var line = terminal.progress();
                var watch = Scope.open("progress")) {
            if (line.isShown())
                watch.forkWaiting("line", () -> BackupReport.follow(progress, line));
            var request = new BackupRequest(
                    source.source(),
                    source.key(),
                    source.options(),
                    GivenTag.map(tags),
                    detection.options(),
                    options,
                    Program.version(),
                    line.isShown() && source.isCountable(),
                    decisions(source),
                    () -> access.unlockIfPossible(repository));
            var clock = access.surroundings().clock();
            return new BackupJob(repository, request, progress, clock, access.random()).run();
        }
    }

    private ExitCode estimate(List<BackupSource> sources) throws IOException, InterruptedException {
        var state = findStateDirectory();
        for (var source : sources) {
            var outcome = Preview.of(
                    source.source(), source.key(), state, detection.options(), decisions(source));
            BackupReport.show(terminal, source.key().root(), outcome);
        }
        return ExitCode.OK;
    }

    /// Where this host keeps what it knows of the repository, null if there is none yet.
    private @Nullable Path findStateDirectory() throws IOException {
        try (var repository = access.open()) {
            return repository.stateDirectory();
        } catch (NoRepositoryException e) {
            if (!access.isDefaultPlace()) throw e;
            return null;
        }
    }

    /// With --verbose, a line for every file that is not as it was.
    private Decisions decisions(BackupSource source) {
        if (!terminal.verbose()) return Decisions.UNHEARD;
        var directory = source.key().directory();
        return (entry, change) -> {
            if (change == Change.NONE) return;
            terminal.say("%s: %s".formatted(directory.child(entry.path()), change.cause()));
        };
    }

    private BackupSource source(ByteString path) throws IOException {
        var file = OneFile.find(path);
        if (file == null) {
            var key = new SourceKey(hostName(), SourceKey.FILES, path);
            return new BackupSource(tree(path), key, excludes.canonical());
        }
        if (excludes.takesList()) {
            throw CommandException.usage(
                    path + " is no directory of which a list of files could name a part", null);
        }
        return new BackupSource(file, new SourceKey(hostName(), SourceKey.FILE, path), "{}");
    }

    private FileTree tree(ByteString root) throws IOException {
        var own = access.ownDirectories().stream().map(SourcePath::of).toList();
        return FileTree.of(root, excludes.of(root, own, access.surroundings().in()));
    }

    private String hostName() throws IOException {
        return host != null ? HostName.checked(host) : HostName.get(access.surroundings());
    }
}
