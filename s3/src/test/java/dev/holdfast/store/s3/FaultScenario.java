package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.copy.CopyJob;
import dev.holdfast.copy.CopyProgress;
import dev.holdfast.forget.ForgetJob;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.prune.PruneJob;
import dev.holdfast.prune.PruneOptions;
import dev.holdfast.repository.PackLook;
import dev.holdfast.repository.Repository;
import dev.holdfast.repository.SnapshotFinder;
import dev.holdfast.repository.StoredManifest;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.testkit.FaultProxy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Make a repository, back up, change, back up, restore, forget the first snapshot, prune, copy
/// what is left to a second repository, and restore from there. Every claim that a step made by
/// ending well is held against the bytes later.
final class FaultScenario {

    private static final CopyProgress SILENT = new CopyProgress() {
        @Override
        public void begins(StoredManifest snapshot, int packs, long bytes) {}

        @Override
        public void sent(long bytes) {}

        @Override
        public void ends(StoredManifest snapshot) {}
    };

    private final int number;
    private final Path home;
    private final Path tree;
    private final Path temporary;
    private final Random random;
    private @Nullable TestRepository repository;

    /// What a backup said to have stored: the newest of these has to be there at the end.
    private final List<Map<String, String>> claimed = new ArrayList<>();

    private boolean forgetting;
    private boolean copied;

    /// A run with a directory and a prefix of its own, which `number` names.
    FaultScenario(Path directory, int number) throws IOException {
        this.number = number;
        this.home = Files.createDirectory(directory.resolve("run" + number));
        this.tree = Files.createDirectory(home.resolve("tree"));
        this.temporary = Files.createDirectory(home.resolve("tmp"));
        this.random = new Random(7);
    }

    /// Ends early with the failure of the step that failed.
    void run(FaultProxy proxy) throws IOException, InterruptedException {
        plant("first", 3);
        try (var store = store(proxy, "a")) {
            var test = new TestRepository(store, home.resolve("state"));
            test.look = PackLook.LAST;
            repository = test;
            backUp(test);
            backUp(test.reopenKnown(store));
            plant("second", 2);
            backUp(test.reopenKnown(store));
            restore(test, home.resolve("target"));
            forgetFirst(test);
            new PruneJob(test.repository, new PruneOptions(2, false), random).execute();
            try (var second = store(proxy, "b")) {
                copy(test, second);
                var there = new TestRepository(test, "b", second);
                restore(there, home.resolve("target from the copy"));
            }
        }
    }

    private void backUp(TestRepository test) throws IOException, InterruptedException {
        if (!test.backup(tree).isWhole()) throw new IOException("a backup with notices");
        claimed.add(contents(tree));
    }

    private void restore(TestRepository test, Path target)
            throws IOException, InterruptedException {
        var restores = new Restores(test, temporary);
        var listed = test.repository.snapshots();
        if (listed.isEmpty()) throw new IOException("a listing lacks every snapshot");
        var summary = restores.run(listed.getLast(), target);
        // A listing of yesterday offers the snapshot of yesterday, and that is whole.
        if (summary.isWhole()) assertTrue(claimed.contains(contents(target)));
        for (var notice : restores.notices) throw new IOException(notice.toString());
    }

    private void forgetFirst(TestRepository test) throws IOException {
        try (var secrets = test.unlock()) {
            var all = new SnapshotFinder(test.repository, secrets, temporary).all();
            if (all.size() < 2) throw new IOException("a listing lacks a snapshot");
            var job = new ForgetJob(test.repository, _ -> Map.of());
            var chosen = Set.<SnapshotId>of(all.getFirst().stored().manifest().snapshot());
            var plan = job.plan(all, chosen);
            // One that fails may have removed the manifest already.
            forgetting = true;
            job.execute(plan);
        }
    }

    private void copy(TestRepository test, BlobStore second)
            throws IOException, InterruptedException {
        var there = second.findSize(BlobKey.descriptor()) == null
                ? Repository.createTwin(test.repository, "b", second, test.state)
                : Repository.open("b", second, test.state);
        var report = new CopyJob(
                        test.repository, there, temporary, SILENT, InstantSource.system(), random)
                .run(test.repository.snapshots());
        copied |= report.shutOut().isEmpty() && report.snapshots() + report.present() > 0;
    }

    /// Through a line on which nothing goes wrong: what was said to be stored is there, in both
    /// places, and if there is a repository, it works.
    void everyClaimHolds(LocalS3 server) throws IOException, InterruptedException {
        var test = repository;
        if (test == null) return;
        try (var clean = FaultProxy.open(server.endpoint());
                var store = store(clean, "a");
                var second = store(clean, "b")) {
            test.reopen(store);
            int gone = forgetting ? 1 : 0;
            assertTrue(test.repository.snapshots().size() >= claimed.size() - gone);
            if (copied) {
                var there = new TestRepository(test, "b", second);
                restore(there, home.resolve("copied"));
            }
            plant("third", 1);
            assertTrue(test.backup(tree).isWhole());
            new PruneJob(test.repository, new PruneOptions(2, false), random).execute();
            for (var snapshot : test.repository.snapshots()) everyPackIsThere(snapshot, store);
            var last = home.resolve("last");
            assertTrue(new Restores(test, temporary).run(last).isWhole());
            assertEquals(contents(tree), contents(last));
            copy(test, second);
            var last2 = home.resolve("last from the copy");
            var there = new TestRepository(test, "b", second);
            assertTrue(new Restores(there, temporary).run(last2).isWhole());
            assertEquals(contents(tree), contents(last2));
        }
    }

    private static void everyPackIsThere(StoredManifest snapshot, BlobStore store)
            throws IOException {
        for (var pack : snapshot.manifest().blobs()) {
            assertEquals(pack.size(), store.findSize(BlobKey.pack(pack.sha256())));
        }
    }

    private BlobStore store(FaultProxy through, String name) throws IOException {
        return TestStores.retrying(
                TestStores.openImpatient(through.endpoint(), "scenario/" + number + name + '/'),
                new ArrayList<>());
    }

    private void plant(String name, int files) throws IOException {
        for (int i = 0; i < files; i++) {
            var content = new byte[random.nextInt(1, 50_000)];
            random.nextBytes(content);
            Files.write(tree.resolve(name + i), content);
        }
    }

    private static Map<String, String> contents(Path tree) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.list(tree)) {
            for (var file : files.toList()) {
                contents.put(
                        file.getFileName().toString(),
                        Sha256.hash(Files.readAllBytes(file)).hex());
            }
        }
        return contents;
    }
}
