package dev.holdfast.model;

import dev.holdfast.forget.ForgetJob;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.prune.SmallBackups;
import dev.holdfast.repository.Fence;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.Writers;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.CrashingStore;
import dev.holdfast.store.MemoryStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A repository with a few snapshots, and those who meet in it.
///
/// Hosts `a` and `b` have a snapshot each, which is going to be forgotten; host `c` has one
/// that stays, so that there always is one. All backups to come are of the same content as
/// the forgotten ones: whether its packs may be used again is what everything turns on.
final class Cast {

    private static final InstantSource CLOCK = () -> Instant.parse("2026-11-21T09:30:00Z");

    private final PackLook check;
    private final Path directory;
    private final byte[] descriptor;
    private final AtomicInteger lives = new AtomicInteger();
    private final Map<String, SnapshotId> forgotten;
    final Contents start;

    /// How things stand when the actors enter.
    enum Scene {
        /// Host `a` has died in the middle of its second backup: its marker is there, and a
        /// pack that nothing names but its journal.
        AFTER_A_DEATH,
        /// After that death host `a` has backed up again, with the same pack. Meanwhile a prune
        /// has condemned it, and died waiting.
        AMID_A_PRUNE
    }

    /// @param check by which those back up who enter
    Cast(Scene scene, PackLook check, Path directory) throws IOException, InterruptedException {
        this.check = check;
        this.directory = directory;
        var store = new MemoryStore();
        try (var backups = new SmallBackups(store, directory, CLOCK, new FixedRandom(1))) {
            var a = backups.run("a", "old").manifest().snapshot();
            var b = backups.run("b", "content").manifest().snapshot();
            var _ = backups.run("c", "other");
            die(backups, store);
            if (scene == Scene.AMID_A_PRUNE) a = backUpAmidAPrune(backups);
            forgotten = Map.of("a", a, "b", b);
        }
        this.descriptor = store.get(BlobKey.descriptor(), 1 << 20);
        var blobs = store.contents();
        blobs.keySet().removeIf(path -> path.startsWith("keys/") || path.equals("holdfast.json"));
        this.start = Contents.of(blobs);
    }

    /// The marker and the new pack get through, the database does not.
    private static void die(SmallBackups backups, MemoryStore store)
            throws IOException, InterruptedException {
        var dying = new CrashingStore(store, 2, CrashingStore.LastCall.LOST);
        try (var repository = backups.open("a", dying)) {
            var _ = backups.run(repository, "a", "content");
            throw new AssertionError("the run did not die");
        } catch (CrashingStore.CrashedException e) {
            // As it should.
        }
    }

    private static SnapshotId backUpAmidAPrune(SmallBackups backups)
            throws IOException, InterruptedException {
        var visitor = backups.repository("visitor");
        var prune = new PruneJob(visitor, new PruneOptions(1, false), new FixedRandom(7));
        return SmallBackups.run(
                        backups.repository("a"),
                        "a",
                        "content",
                        PackLook.FIRST,
                        () -> {
                            if (prune.execute().isDone()) throw new AssertionError("not waiting");
                        },
                        CLOCK,
                        new FixedRandom(2))
                .manifest()
                .snapshot();
    }

    Actor actor(String name) throws Exception {
        return switch (name) {
            case "writer a" -> writer("a");
            case "writer b" -> writer("b");
            case "prune 1" -> prune(1);
            case "prune 2" -> prune(2);
            case "forget" -> forget("a", "b");
            case "fence" -> fence();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// A host that backs up, and starts again if it dies.
    Actor writer(String host) throws Exception {
        return new Actor("writer " + host, descriptor, true, () -> new Host(host, 0));
    }

    Actor prune(int seed) throws Exception {
        return new Actor("prune " + seed, descriptor, false, () -> new Visitor() {
            @Override
            public void visit(Repository repository) throws Exception {
                var options = new PruneOptions(1, false);
                var _ = new PruneJob(repository, options, new FixedRandom(seed)).execute();
            }
        });
    }

    /// Forgets the first snapshots of hosts.
    Actor forget(String... hosts) throws Exception {
        var ids = Set.copyOf(List.of(hosts).stream().map(forgotten::get).toList());
        return new Actor("forget", descriptor, false, () -> new Visitor() {
            @Override
            public void visit(Repository repository) throws Exception {
                var job = new ForgetJob(repository, _ -> Map.of());
                var finder = new SnapshotFinder(repository, null, directory);
                var _ = job.execute(job.plan(finder.all(), ids));
            }
        });
    }

    /// Shuts out every run that it sees.
    Actor fence() throws Exception {
        return new Actor("fence", descriptor, false, () -> new Visitor() {
            @Override
            public void visit(Repository repository) throws Exception {
                var fence = Fence.of(repository, false);
                for (var writer : Writers.list(repository.store())) {
                    var _ = fence.shutOut(writer);
                }
            }
        });
    }

    Repository open(BlobStore store) throws IOException {
        return Repository.open("model", store, new HostState(directory.resolve("visitor")));
    }

    /// A store with what `contents` says, and the descriptor.
    MemoryStore storeWith(Contents contents) {
        var store = new MemoryStore();
        contents.blobs().forEach((path, bytes) -> store.plant(path, bytes.bytes));
        store.plant(BlobKey.descriptor().path(), descriptor);
        return store;
    }

    /// Runs a backup of a host as it was at the start.
    void backUp(String host, BlobStore store) throws Exception {
        try (var life = new Host(host, 100)) {
            life.run(store);
        }
    }

    /// Who comes with nothing but a store, and remembers nothing of an earlier life.
    private abstract class Visitor implements Performance.Life {

        private final Path state = directory.resolve("visit-" + lives.incrementAndGet());

        abstract void visit(Repository repository) throws Exception;

        @Override
        public void run(BlobStore store) throws Exception {
            try (var repository = Repository.open("model", store, new HostState(state))) {
                visit(repository);
            }
        }

        @Override
        public void close() throws IOException {
            delete(state);
        }
    }

    /// A host with its state directory, as it was at the start and becomes from run to run.
    private final class Host implements Performance.Life {

        private final String host;
        private final Path state = directory.resolve("life-" + lives.incrementAndGet());
        private int runs;

        /// Its ids are those of its runs from number `runs` on.
        Host(String host, int runs) throws IOException {
            this.host = host;
            this.runs = runs;
            copy(directory.resolve(host), state);
        }

        @Override
        public void run(BlobStore store) throws Exception {
            var random = new FixedRandom(host.hashCode() * 1000L + runs++);
            try (var repository = open(store)) {
                var _ = SmallBackups.run(
                        repository, host, "content", check, () -> {}, CLOCK, random);
            }
        }

        private Repository open(BlobStore store) throws IOException {
            var host = new HostState(state);
            var known = check == PackLook.LAST ? Repository.findKnown("test", store, host) : null;
            // Where it was never before it has not tried whether puts are exclusive.
            return known != null ? known : Repository.open("elsewhere", store, host);
        }

        @Override
        public void close() throws IOException {
            delete(state);
        }
    }

    private static void delete(Path state) throws IOException {
        if (!Files.exists(state)) return;
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
