package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.format.Sha256;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobStore;
import dev.holdfast.testkit.Fault;
import dev.holdfast.testkit.FaultProxy;
import dev.holdfast.testkit.Seeds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Make a repository, back up, change, back up, restore, while one request of all goes
/// wrong. Which one is drawn; `-Drepeat=100` tries nearly every one.
final class FaultScenarioTest {

    /// What another attempt makes good, whichever request it befalls.
    private static final Set<Fault> PASSING = EnumSet.of(
            Fault.INTERNAL_ERROR,
            Fault.SLOW_DOWN,
            Fault.TOO_MANY_REQUESTS,
            Fault.RESET,
            Fault.LOST_ANSWER,
            Fault.DONE_REPORTED_FAILED,
            Fault.LOST_REPORTED_DONE,
            Fault.NO_ANSWER,
            Fault.STALLED_BODY,
            Fault.CUT_BODY,
            Fault.WRONG_RANGE);

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static @Nullable LocalS3 server;

    private final Random random = Seeds.random("FaultScenarioTest");

    @TempDir
    Path directory = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CONDITION_IGNORED", "NO_CONDITIONS"})
    void i2I6NothingIsEverWrongAndNoFailureIsCalledASuccess(Fault fault)
            throws IOException, InterruptedException {
        if (server == null) throw new IllegalStateException("no server");
        try (var proxy = FaultProxy.open(server.endpoint())) {
            new Scenario(proxy).run();
            int calls = proxy.requests().size();
            for (int i = 0; i < Seeds.repeat(2); i++) {
                proxy.reset();
                int call = random.nextInt(calls);
                proxy.inject(_ -> true, call, fault);
                var scenario = new Scenario(proxy);
                try {
                    scenario.run();
                } catch (IOException e) {
                    assertTrue(
                            !PASSING.contains(fault),
                            () -> fault + " at call " + call + " was not made good: " + e);
                }
                scenario.everyClaimHolds(server);
            }
        }
    }

    /// One run with a directory and a prefix of its own.
    private final class Scenario {

        private final int number = RUNS.incrementAndGet();
        private final Path home = Files.createDirectory(directory.resolve("run" + number));
        private final Path tree = Files.createDirectory(home.resolve("tree"));
        private final Path temporary = Files.createDirectory(home.resolve("tmp"));
        private final FaultProxy proxy;
        private @Nullable TestRepository repository;
        private final List<Map<String, String>> claimed = new ArrayList<>();

        Scenario(FaultProxy proxy) throws IOException {
            this.proxy = proxy;
        }

        void run() throws IOException, InterruptedException {
            plant("first", 3);
            try (var store = store(proxy)) {
                var test = new TestRepository(store, home.resolve("state"));
                repository = test;
                backUp(test);
                plant("second", 2);
                backUp(test);
                var target = home.resolve("target");
                var restores = new Restores(test, temporary);
                var summary = restores.run(target);
                // A listing of yesterday offers the snapshot of yesterday, and that is whole.
                if (summary.isWhole()) assertTrue(claimed.contains(contents(target)));
                for (var notice : restores.notices) throw new IOException(notice.toString());
            }
        }

        private void backUp(TestRepository test) throws IOException, InterruptedException {
            if (!test.backup(tree).isWhole()) throw new IOException("a backup with notices");
            claimed.add(contents(tree));
        }

        /// Through a line on which nothing goes wrong: what was said to be stored is there,
        /// and if there is a repository, it works.
        void everyClaimHolds(LocalS3 server) throws IOException, InterruptedException {
            var test = repository;
            if (test == null) return;
            try (var clean = FaultProxy.open(server.endpoint());
                    var store = store(clean)) {
                test.reopen(store);
                assertTrue(test.repository.snapshots().size() >= claimed.size());
                var last = home.resolve("last");
                plant("third", 1);
                assertTrue(test.backup(tree).isWhole());
                var summary = new Restores(test, temporary).run(last);
                assertTrue(summary.isWhole());
                assertEquals(contents(tree), contents(last));
            }
        }

        private BlobStore store(FaultProxy through) throws IOException {
            return TestStores.retrying(
                    TestStores.open(through.endpoint(), "scenario/" + number + '/'),
                    new ArrayList<>());
        }

        private void plant(String name, int files) throws IOException {
            for (int i = 0; i < files; i++) {
                var content = new byte[random.nextInt(1, 50_000)];
                random.nextBytes(content);
                Files.write(tree.resolve(name + i), content);
            }
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
