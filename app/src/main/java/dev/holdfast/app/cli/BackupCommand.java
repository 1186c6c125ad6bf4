package dev.holdfast.app.cli;

import dev.holdfast.backup.BackupJob;
import dev.holdfast.backup.BackupProgress;
import dev.holdfast.backup.BackupRequest;
import dev.holdfast.backup.BackupSummary;
import dev.holdfast.backup.Estimate;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.source.files.FileTree;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Backs up directories, one snapshot each.
@Command(
        name = "backup",
        description = "Back up directories: one snapshot for each.",
        footer = {
            "",
            "At the default place a repository and an identity are made on first use.",
            "Exit code 3 says that the snapshot exists but something is missing in it.",
            "",
            "Example: back up two directories without caches",
            "  holdfast backup --exclude-caches ~/Documents ~/Pictures"
        })
public final class BackupCommand implements Verb {

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Directories to back up.")
    private List<ByteString> paths = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Back up under this host name. Default: the machine's.")
    private @Nullable String host;

    @Option(
            names = "--tag",
            paramLabel = "KEY=VALUE",
            description = "Give the snapshots a tag. May be given several times.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Mixin
    private final ExcludeOptions excludes = new ExcludeOptions();

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

    @Option(names = "--dry-run", description = "Show how much there is; read and store nothing.")
    private boolean dryRun;

    private final RepositoryAccess access;
    private final Terminal terminal;

    public BackupCommand(RepositoryAccess access, Terminal terminal) {
        this.access = access;
        this.terminal = terminal;
    }

    @Override
    public ExitCode run() throws IOException, InterruptedException {
        var options = new RunOptions(
                CompressionLevel.parse(compression),
                Runtime.getRuntime().availableProcessors(),
                2,
                paranoid);
        var roots = new ArrayList<ByteString>();
        for (var path : paths) roots.add(SourcePath.absolute(path));
        if (dryRun) return estimate(roots);
        boolean whole = true;
        try (var repository = access.openOrCreate()) {
            for (var root : roots) whole &= backup(repository, root, options).isWhole();
        }
        return whole ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private BackupSummary backup(Repository repository, ByteString root, RunOptions options)
            throws IOException, InterruptedException {
        var summary = run(repository, root, options);
        BackupReport.show(terminal, root, summary);
        return summary;
    }

    private BackupSummary run(Repository repository, ByteString root, RunOptions options)
            throws IOException, InterruptedException {
        var progress = new BackupProgress();
        try (var line = terminal.progress();
                var watch = Scope.open("progress")) {
            if (line.isShown())
                watch.forkWaiting("line", () -> BackupReport.follow(progress, line));
            var request = new BackupRequest(
                    source(root),
                    new SourceKey(hostName(), "files", root),
                    excludes.canonical(),
                    tags,
                    options,
                    Program.version(),
                    line.isShown());
            var clock = access.surroundings().clock();
            return new BackupJob(repository, request, progress, clock, access.random()).run();
        }
    }

    private ExitCode estimate(List<ByteString> roots) throws IOException, InterruptedException {
        for (var root : roots) {
            BackupReport.show(terminal, root, Estimate.of(source(root)));
        }
        return ExitCode.OK;
    }

    private FileTree source(ByteString root) throws IOException {
        var own = List.of(
                SourcePath.of(access.place()), SourcePath.of(access.places().state()));
        return FileTree.of(root, excludes.of(root, own, access.surroundings().in()));
    }

    private String hostName() throws IOException {
        return host != null ? host : HostName.get(access.surroundings());
    }
}
