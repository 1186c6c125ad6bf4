package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.crypto.VerifyingKey;
import dev.holdfast.flow.Scope;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.HostState;
import dev.holdfast.repository.KeyRing;
import dev.holdfast.repository.NoSuchSnapshotException;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.RetryPolicy;
import dev.holdfast.store.RetryingStore;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;
import dev.holdfast.verify.Finding;
import dev.holdfast.verify.ReadShare;
import dev.holdfast.verify.VerifyJob;
import dev.holdfast.verify.VerifyProgress;
import dev.holdfast.verify.VerifyRequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Three hosts that back up, two that prune, one that forgets and one that restores, all at
/// once and for a given time, each with a state directory and connections of its own.
///
/// The oracle: a snapshot whose backup ended well restores, every byte of it, until somebody
/// has decided to forget it; nobody fails; and at the end `verify --read-data` with the key
/// finds nothing (I1, I2, I3).
final class Crowd implements AutoCloseable {

    private static final int BACKUPS = 3;
    private static final int PRUNES = 2;
    private static final int KEPT_MIN = 4;
    private static final int FILES = 30;

    private final Path directory;
    private final Door door;
    private final TestRepository judge;
    private final List<Host> hosts = new ArrayList<>();
    private final Map<SnapshotId, SortedMap<String, String>> alive = new ConcurrentHashMap<>();
    private final Set<SnapshotId> forgotten = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger backups = new AtomicInteger();
    private final AtomicInteger prunes = new AtomicInteger();
    private final AtomicInteger restores = new AtomicInteger();

    /// Opens the one store of all of them, with connections of its own.
    interface Door {

        BlobStore open() throws IOException;
    }

    /// One that backs up a tree of its own.
    private static final class Host implements AutoCloseable {

        private final TestRepository repository;
        private final Path tree;
        private final Random random;

        Host(TestRepository repository, Path tree, Random random) {
            this.repository = repository;
            this.tree = tree;
            this.random = random;
        }

        void change(int files) throws IOException {
            for (int i = 0; i < files; i++) {
                var bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? 600_000 : 6_000)];
                random.nextBytes(bytes);
                Files.write(tree.resolve("f" + random.nextInt(FILES)), bytes);
            }
        }

        @Override
        public void close() throws IOException {
            repository.close();
            repository.store.close();
        }
    }

    private Crowd(Path directory, Door door) throws IOException {
        this.directory = directory;
        this.door = () -> retrying(door.open());
        this.judge = new TestRepository(this.door.open(), directory.resolve("judge"));
    }

    /// Makes a repository, and three hosts in it with a snapshot each, admitted by its owner.
    static Crowd gather(Path directory, Door door) throws IOException, InterruptedException {
        var crowd = new Crowd(directory, door);
        for (int i = 0; i < BACKUPS; i++) {
            var tree = Files.createDirectories(directory.resolve("tree" + i));
            var state = directory.resolve("host" + i);
            var repository = new TestRepository(crowd.judge, state, crowd.door.open());
            repository.look = i == 0 ? PackLook.FIRST : PackLook.LAST;
            var host = new Host(repository, tree, Seeds.random("Crowd" + i));
            crowd.hosts.add(host);
            host.change(FILES);
            crowd.backUp(host);
        }
        try (var secrets = crowd.judge.unlock()) {
            for (var stored : crowd.judge.repository.snapshots()) {
                var writer = VerifyingKey.parse(stored.manifest().writer());
                var _ = KeyRing.of(crowd.judge.repository)
                        .admit(secrets, writer, crowd.judge.random);
            }
        }
        return crowd;
    }

    /// As a person has it. A prune that another one overtakes may be told that a list is there,
    /// and then that it is not.
    private static BlobStore retrying(BlobStore store) {
        return new RetryingStore(
                store,
                RetryPolicy.USUAL,
                new SecureRandom(),
                System::nanoTime,
                Thread::sleep,
                _ -> {});
    }

    /// Lets them work for so long, and judges.
    void work(long seconds, Tally tally) throws IOException, InterruptedException {
        try (var scope = Scope.open("crowd")) {
            for (var host : hosts) scope.fork("backup", () -> repeat(() -> round(host)));
            for (int i = 0; i < PRUNES; i++) {
                var state = directory.resolve("pruner" + i);
                scope.fork("prune", () -> repeat(() -> prune(state)));
            }
            scope.fork("forget", () -> repeat(this::forget));
            scope.fork("restore", () -> repeat(this::restoreOne));
            scope.fork("clock", () -> {
                var _ = over.await(seconds, TimeUnit.SECONDS);
                over.countDown();
            });
            scope.join();
        }
        judge();
        tally.add(backups.get() + prunes.get() + forgotten.size() + restores.get());
        System.err.printf(
                "Crowd: %,d backups, %,d prunes, %,d snapshots forgotten, %,d restored%n",
                backups.get(), prunes.get(), forgotten.size(), restores.get());
    }

    /// What one of them does over and over.
    private interface Turn {

        void take() throws IOException, InterruptedException;
    }

    private void repeat(Turn turn) throws IOException, InterruptedException {
        try {
            while (over.getCount() > 0 || !haveMet()) turn.take();
        } catch (IOException | RuntimeException e) {
            over.countDown();
            throw e;
        }
    }

    /// On a slow machine the time may be over before anybody has met anybody.
    private boolean haveMet() {
        return prunes.get() >= PRUNES && restores.get() > 0 && !forgotten.isEmpty();
    }

    private void round(Host host) throws IOException, InterruptedException {
        host.change(1 + host.random.nextInt(6));
        backUp(host);
    }

    private void backUp(Host host) throws IOException, InterruptedException {
        var made = host.repository.backup(host.tree);
        assertTrue(made.isWhole(), "a backup has notices");
        alive.put(made.manifest().manifest().snapshot(), listing(host.tree));
        backups.incrementAndGet();
    }

    private void prune(Path state) throws IOException, InterruptedException {
        try (var store = door.open();
                var repository = Repository.open("test", store, new HostState(state))) {
            var _ = new PruneJob(repository, new PruneOptions(2, false), new Random()).execute();
        }
        prunes.incrementAndGet();
    }

    /// Forgets a random half of what there is, and says so before it happens.
    private void forget() throws IOException, InterruptedException {
        var random = new Random();
        try (var store = door.open();
                var repository = Repository.open(
                        "test", store, new HostState(directory.resolve("forget")))) {
            var all = new SnapshotFinder(repository, null, directory).all();
            var chosen = new HashSet<SnapshotId>();
            for (var known : all) {
                var id = known.stored().manifest().snapshot();
                boolean told = alive.containsKey(id);
                if (told && random.nextBoolean() && all.size() - chosen.size() > KEPT_MIN) {
                    chosen.add(id);
                }
            }
            forgotten.addAll(chosen);
            chosen.forEach(alive::remove);
            var job = new ForgetJob(repository, _ -> Map.of());
            if (!chosen.isEmpty()) job.execute(job.plan(all, chosen));
        }
    }

    private void restoreOne() throws IOException, InterruptedException {
        var ids = List.copyOf(alive.keySet());
        var id = ids.get(new Random().nextInt(ids.size()));
        try {
            requireRestores(id);
            restores.incrementAndGet();
        } catch (NoSuchSnapshotException | BlobMissingException e) {
            if (!forgotten.contains(id)) throw e;
        }
    }

    private void requireRestores(SnapshotId id) throws IOException, InterruptedException {
        var expected = alive.get(id);
        var target = directory.resolve("restored");
        remove(target);
        var stored = judge.repository.findManifest(id);
        if (stored == null || expected == null) {
            assertTrue(forgotten.contains(id), "snapshot " + id + " is gone");
            return;
        }
        var restore = new Restores(judge, directory);
        boolean whole = restore.run(stored, target).isWhole();
        // A prune may have taken what somebody has forgotten meanwhile.
        if (!whole && forgotten.contains(id)) return;
        assertTrue(whole, () -> "snapshot " + id + ": " + restore.notices);
        assertEquals(expected, listing(target), "snapshot " + id);
    }

    private void judge() throws IOException, InterruptedException {
        prune(directory.resolve("pruner0"));
        for (var id : List.copyOf(alive.keySet())) requireRestores(id);
        var found = new ArrayList<Finding>();
        try (var secrets = judge.unlock()) {
            var all = new VerifyRequest(new ReadShare.Everything(), 2, directory);
            var report = new VerifyJob(
                            judge.repository, secrets, all, found::add, new VerifyProgress())
                    .run();
            assertEquals(List.of(), found);
            assertEquals(alive.size(), report.snapshots());
            assertEquals(alive.size(), report.walkedSnapshots());
        }
    }

    private static SortedMap<String, String> listing(Path root) throws IOException {
        var listing = new TreeMap<String, String>();
        try (var files = Files.list(root)) {
            for (var file : files.toList()) {
                var content = Sha256.hash(Files.readAllBytes(file)).hex();
                listing.put(
                        file.getFileName().toString(),
                        Files.getLastModifiedTime(file) + " " + content);
            }
        }
        return listing;
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) return;
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }

    @Override
    public void close() throws IOException {
        for (var host : hosts) host.close();
        judge.close();
        judge.store.close();
    }
}
