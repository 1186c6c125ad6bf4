package dev.holdfast.app.bench;

import dev.holdfast.backup.BackupJob;
import dev.holdfast.backup.BackupProgress;
import dev.holdfast.backup.BackupRequest;
import dev.holdfast.backup.BackupSummary;
import dev.holdfast.backup.ChangeOptions;
import dev.holdfast.backup.Decisions;
import dev.holdfast.backup.Keys;
import dev.holdfast.catalog.SourceKey;
import dev.holdfast.crypto.Identity;
import dev.holdfast.format.ByteString;
import dev.holdfast.repository.Compression;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.RepositorySizes;
import dev.holdfast.repository.RunOptions;
import dev.holdfast.source.files.FileTree;
import dev.holdfast.source.files.FileTreeOptions;
import dev.holdfast.store.local.LocalStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// Backs trees up in each mode of change detection: first, again with nothing changed, and
/// again after one file in 2000 was written anew, each round into a new repository.
///
/// All rounds run in one process: the first is slower than the others, because Java has not
/// compiled anything yet, and the median hides that. A file is looked at twice if it was
/// written shortly before a walk, so the bench waits a little.
public final class ChangeDetectionBench {

    private static final Duration UNTIL_NOT_RACY = Duration.ofMillis(2500);

    private static final Map<String, ChangeOptions> MODES = modes();

    private final Path work;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Consumer<String> progress;
    private final Pause pause;

    /// How this process waits.
    public interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    public ChangeDetectionBench(
            Path work,
            InstantSource clock,
            SecureRandom random,
            Consumer<String> progress,
            Pause pause) {
        this.work = work;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
        this.pause = pause;
    }

    private static Map<String, ChangeOptions> modes() {
        var modes = new LinkedHashMap<String, ChangeOptions>();
        modes.put("data", ChangeOptions.READ_ALL);
        modes.put("metadata", ChangeOptions.DEFAULT);
        return modes;
    }

    /// Measures every tree in `trees`. Only where `mayChange` are files written.
    public List<Measured> run(List<Path> trees, int rounds, boolean mayChange)
            throws IOException, InterruptedException {
        var results = new ArrayList<Measured>();
        for (var tree : trees) {
            for (var mode : MODES.entrySet()) {
                var name = String.valueOf(tree.getFileName());
                results.addAll(
                        measure(name, tree, mode.getKey(), mode.getValue(), rounds, mayChange));
            }
        }
        return results;
    }

    private List<Measured> measure(
            String set, Path tree, String mode, ChangeOptions options, int rounds, boolean change)
            throws IOException, InterruptedException {
        var first = new Series(set, mode, "first");
        var unchanged = new Series(set, mode, "unchanged");
        var changed = new Series(set, mode, "changed");
        var picks = new Random(1);
        for (int round = 1; round <= rounds; round++) {
            progress.accept("%s, %s, round %d of %d".formatted(set, mode, round, rounds));
            var place = Files.createTempDirectory(work, "holdfast-bench-");
            try (var repository = create(place)) {
                pause.sleep(UNTIL_NOT_RACY);
                first.add(() -> backup(repository, tree, options));
                unchanged.add(() -> backup(repository, tree, options));
                if (change) {
                    SampleData.change(tree, picks);
                    changed.add(() -> backup(repository, tree, options));
                }
            } finally {
                delete(place);
            }
        }
        var results = new ArrayList<>(List.of(first.measured(), unchanged.measured()));
        if (change) results.add(changed.measured());
        return results;
    }

    private Repository create(Path place) throws IOException {
        var store = LocalStore.create(place.resolve("repository"), "bench");
        return Repository.create(
                place.toString(),
                store,
                new HostState(place.resolve("state")),
                List.of(Identity.generate(random).recipient()),
                RepositorySizes.DEFAULT,
                clock,
                random);
    }

    private BackupSummary backup(Repository repository, Path tree, ChangeOptions options)
            throws IOException, InterruptedException {
        var root = ByteString.utf8(tree.toAbsolutePath().toString());
        var request = new BackupRequest(
                FileTree.of(root, FileTreeOptions.ALL),
                new SourceKey("bench", SourceKey.FILES, root),
                "{}",
                Map.of(),
                options,
                new RunOptions(
                        Compression.DEFAULT, Runtime.getRuntime().availableProcessors(), 2, false),
                "bench",
                false,
                Decisions.UNHEARD,
                Keys.NONE);
        return new BackupJob(repository, request, new BackupProgress(), clock, random).run();
    }

    private static void delete(Path place) throws IOException {
        try (var all = Files.walk(place)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /// One backup.
    private interface Run {
        BackupSummary run() throws IOException, InterruptedException;
    }

    /// The rounds of one step.
    private static final class Series {

        private final String set;
        private final String mode;
        private final String step;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> processor = new ArrayList<>();
        private long read;
        private long stored;

        Series(String set, String mode, String step) {
            this.set = set;
            this.mode = mode;
            this.step = step;
        }

        void add(Run run) throws IOException, InterruptedException {
            double used = processorSeconds();
            long began = System.nanoTime();
            var summary = run.run();
            seconds.add((System.nanoTime() - began) / 1e9);
            processor.add(processorSeconds() - used);
            read = summary.readBytes();
            stored = summary.storedBytes();
        }

        Measured measured() {
            return new Measured(set, mode, step, seconds, processor, read, stored);
        }

        private static double processorSeconds() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(used -> used.toMillis() / 1e3)
                    .orElse(0.0);
        }
    }
}
