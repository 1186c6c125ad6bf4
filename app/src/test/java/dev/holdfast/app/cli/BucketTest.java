package dev.holdfast.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.store.s3.LocalS3;
import dev.holdfast.testkit.FaultProxy;
import dev.holdfast.testkit.Tool;
import dev.holdfast.testkit.TreeJudges;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The whole program with its repository in a bucket.
final class BucketTest {

    private static final Pattern WRITER = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ID = Pattern.compile("\"snapshot\":\"([0-9a-f]{32})\"");

    private static @Nullable LocalS3 server;

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

    @Test
    void whatWasBackedUpIntoABucketComesBack() throws Exception {
        var tree = tree(40);
        var run = someone("a");
        done(run.run("init"));
        done(run.run("backup", tree.toString()));
        done(run.run("backup", tree.toString()));
        var listed = done(run.run("snapshots", "--json")).out();
        assertEquals(3, listed.split("\"lineage\":", -1).length, listed);
        done(run.run("verify", "--read-data"));
        var target = directory.resolve("target");
        done(run.run("restore", "latest:" + tree, "--target", target.toString()));
        assertEquals(List.of(), TreeJudges.rsync(tree, target));
    }

    @Test
    void twoPrefixesOfOneBucketAreTwoRepositories() throws Exception {
        var tree = tree(3);
        var first = someone("first");
        done(first.run("init"));
        done(first.run("backup", tree.toString()));
        assertEquals(ExitCode.NO_REPOSITORY, someone("second").run("snapshots").code());
    }

    @Test
    void aBucketThatIsNotThereIsCalledMissing() {
        var run = someone("x").with("HOLDFAST_REPOSITORY", "s3://no-such-bucket/x");
        var ended = run.run("snapshots");
        assertEquals(ExitCode.NO_REPOSITORY, ended.code());
        assertTrue(ended.error().contains("NoSuchBucket"), ended.error());
    }

    @Test
    void aWrongSecretIsARefusalAndIsNotTriedAgain() {
        var run = someone("x").with("AWS_SECRET_ACCESS_KEY", "wrong");
        var ended = run.run("snapshots");
        assertEquals(ExitCode.FAILED, ended.code());
        assertTrue(ended.error().contains("status 403"), ended.error());
        assertTrue(ended.error().contains("s3://" + LocalS3.BUCKET + "/x"), ended.error());
        assertTrue(ended.error().contains("holdfast.json"), ended.error());
        assertTrue(ended.error().contains("hint: check the credentials"), ended.error());
    }

    @Test
    void placesAndOptionsThatMakeNoSenseAreUsageErrors() {
        for (var option : List.of(
                "--s3-endpoint=ftp://x",
                "--s3-path-style=maybe",
                "--s3-object-lock=30d",
                "--s3-storage-class=GLACIER",
                "--repository=s3://x",
                "--repository=s3://bucket/../x")) {
            var ended = someone("x").run("snapshots", option);
            assertEquals(ExitCode.USAGE, ended.code(), option);
        }
    }

    @Test
    void aRepositoryInADirectoryLoadsNothingOfTheS3Library() throws Exception {
        var home = Files.createDirectory(directory.resolve("quiet"));
        var tree = tree(2);
        for (var command : List.of(List.of("backup", tree.toString()), List.of("snapshots"))) {
            var loaded = loadedClasses(home, command);
            assertTrue(loaded.contains("dev.holdfast.store.local.LocalStore"), loaded);
            assertFalse(loaded.contains("software.amazon"), loaded);
            assertFalse(loaded.contains("dev.holdfast.store.s3"), loaded);
        }
    }

    @Test
    void aRestoreByIdListsNothingAndAsksForEachPackAboutOnce() throws Exception {
        var tree = tree(40);
        try (var proxy = FaultProxy.open(server().endpoint())) {
            var run = someone("requests", proxy.endpoint());
            done(run.run("init"));
            done(run.run("backup", tree.toString()));
            var place = snapshot(run) + ":" + tree;
            proxy.reset();
            var target = directory.resolve("target");
            done(run.run("restore", place, "--target", target.toString()));
            assertEquals(List.of(), TreeJudges.rsync(tree, target));
            var requests = proxy.requests();
            assertEquals(0, count(requests, "LIST"), () -> String.join("\n", requests));
            int packs = (int) requests.stream()
                    .filter(call -> call.contains("/packs/"))
                    .distinct()
                    .count();
            assertTrue(requests.size() <= packs + 4, () -> String.join("\n", requests));
        }
    }

    @Test
    void aDryRunSaysWhatARestoreAsksForAndWhatThatCosts() throws Exception {
        var tree = tree(40);
        var run = someone("price");
        done(run.run("init"));
        done(run.run("backup", tree.toString()));
        var target = directory.resolve("target").toString();
        var prices = Files.writeString(
                directory.resolve("prices"),
                "# ours\ncurrency = EUR\nget_per_1000 = 500\nbytes_per_second = 1000000\n");
        var place = snapshot(run) + ":" + tree;
        var plain = done(run.run("restore", place, "-t", target, "--dry-run")).out();
        var requests = Pattern.compile("requests: (\\d+) GET .*, 0 LIST; ").matcher(plain);
        assertTrue(requests.find(), plain);
        assertFalse(plain.contains("estimate"), plain);
        var priced = done(run.run(
                        "restore", place, "-t", target, "--dry-run", "--price", prices.toString()))
                .out();
        var money = "estimate: EUR %.2f".formatted(Integer.parseInt(requests.group(1)) * 0.5);
        assertTrue(priced.contains(money), priced);
        assertTrue(done(run.run("restore", place, "-t", target, "--dry-run", "--price", "aws"))
                .out()
                .contains("estimate: USD 0.01"));
        var unknown = run.run("restore", place, "-t", target, "--dry-run", "--price", "nobody");
        assertEquals(ExitCode.USAGE, unknown.code());
    }

    @Test
    void aListingOfMuchMetadataTakesOneRequestForEachPack() throws Exception {
        var tree = Files.createDirectory(directory.resolve("tree"));
        // More than is kept in memory, and nearly nothing to compress.
        var random = new Random(5);
        for (int i = 0; i < 3000; i++) {
            var target = new byte[1900];
            random.nextBytes(target);
            Files.createSymbolicLink(
                    tree.resolve("link" + i), Path.of(HexFormat.of().formatHex(target)));
        }
        try (var proxy = FaultProxy.open(server().endpoint())) {
            var run = someone("metadata", proxy.endpoint());
            done(run.run("init"));
            done(run.run("backup", tree.toString()));
            var id = snapshot(run);
            proxy.reset();
            var listed = done(run.run("ls", "--recursive", id)).out();
            assertEquals(3000, listed.lines().count());
            var requests = proxy.requests();
            long packs = requests.stream()
                    .filter(call -> call.contains("/packs/"))
                    .distinct()
                    .count();
            assertTrue(requests.size() <= packs + 3, () -> String.join("\n", requests));
            assertEquals(0, count(requests, "LIST"), () -> String.join("\n", requests));
        }
    }

    @Test
    void aTreeOfManySmallFilesComesBackWithFewRequestsSideBySide() throws Exception {
        var tree = Files.createDirectory(directory.resolve("tree"));
        for (int i = 0; i < 2000; i++) {
            var below = Files.createDirectories(tree.resolve("d" + i % 20));
            Files.writeString(below.resolve("file" + i), "content " + i);
        }
        try (var proxy = FaultProxy.open(server().endpoint())) {
            var run = someone("many", proxy.endpoint());
            done(run.run("init"));
            done(run.run("backup", tree.toString()));
            var place = snapshot(run) + ":" + tree;
            proxy.reset();
            proxy.latency(Duration.ofMillis(50));
            var target = directory.resolve("target");
            done(run.run("restore", place, "--target", target.toString()));
            assertEquals(List.of(), TreeJudges.rsync(tree, target));
            // Descriptor, manifest, database, metadata, one pack.
            assertTrue(proxy.requests().size() <= 5, () -> String.join("\n", proxy.requests()));
            assertTrue(proxy.underWayMost() >= 3, () -> "only " + proxy.underWayMost());
        }
    }

    @Test
    void oneFileOnAHostThatKnowsNothingTakesEightRequests() throws Exception {
        var tree = tree(40);
        try (var proxy = FaultProxy.open(server().endpoint())) {
            var run = someone("one", proxy.endpoint());
            done(run.run("init"));
            done(run.run("backup", tree.toString()));
            var place = snapshot(run) + ":" + tree + "/d1/file1";
            var other = new CommandRun(directory.resolve("other"))
                    .with("HOLDFAST_IDENTITY", run.home() + "/.config/holdfast/identity.txt");
            bucket(other, "one", proxy.endpoint());
            proxy.reset();
            assertFalse(done(other.run("cat", place)).out().isEmpty());
            var requests = proxy.requests();
            assertTrue(requests.size() <= 8, () -> String.join("\n", requests));
            assertEquals(1, count(requests, "LIST"), () -> String.join("\n", requests));
        }
    }

    @Test
    void aBackupOfNothingNewTakesSixRequestsHoweverManySnapshotsThereAre() throws Exception {
        var tree = tree(40);
        try (var proxy = FaultProxy.open(server().endpoint())) {
            var run = someone("unchanged", proxy.endpoint());
            done(run.run("init"));
            for (int i = 0; i < 4; i++) {
                proxy.reset();
                // The files were just made: by their ctime they are in doubt for two seconds.
                done(run.run("backup", "--trust", "mtime", tree.toString()));
                var requests = proxy.requests();
                if (i == 0) continue;
                assertEquals(6, requests.size(), () -> String.join("\n", requests));
            }
        }
    }

    @Test
    void aBucketThatWasEmptiedOrHasAnotherRepositoryIsRefusedByEveryKindOfBackup()
            throws Exception {
        var tree = tree(3).toString();
        var run = someone("place");
        done(run.run("init"));
        done(run.run("backup", tree));
        server().removeAll("place/");
        for (var named : List.of(List.<String>of(), List.of("--name", "x"))) {
            var ended = run.run(Stream.concat(Stream.of("backup", tree), named.stream())
                    .toArray(String[]::new));
            assertEquals(ExitCode.NO_REPOSITORY, ended.code(), ended.error());
        }
        assertEquals(0, server().count("place/"));
        var home = Files.createDirectory(directory.resolve("stranger"));
        var stranger = bucket(new CommandRun(home), "place", server().endpoint());
        done(stranger.run("init"));
        done(stranger.run("backup", tree));
        long objects = server().count("place/");
        for (var named : List.of(List.<String>of(), List.of("--name", "x"))) {
            var ended = run.run(Stream.concat(Stream.of("backup", tree), named.stream())
                    .toArray(String[]::new));
            assertEquals(ExitCode.WRONG_KEY, ended.code(), ended.error());
        }
        assertEquals(objects, server().count("place/"));
    }

    @Test
    void aPackThatIsGoneFromABucketIsStoredAgainByTheNextBackupOfSomethingNew() throws Exception {
        var tree = tree(40);
        try (var proxy = FaultProxy.open(server().endpoint())) {
            var run = someone("gone", proxy.endpoint());
            done(run.run("init"));
            done(run.run("backup", tree.toString()));
            server().removeAll("gone/packs/");
            Files.writeString(tree.resolve("new"), "new");
            done(run.run("backup", tree.toString()));
            var target = directory.resolve("target");
            done(run.run("restore", "latest:" + tree, "--target", target.toString()));
            assertEquals(List.of(), TreeJudges.rsync(tree, target));
        }
    }

    @Test
    void aCopyInAnotherBucketIsRestoredByTheSameIdentity() throws Exception {
        var tree = tree(20);
        var run = new CommandRun(directory.resolve("home"))
                .with("AWS_ACCESS_KEY_ID", LocalS3.ACCESS_KEY)
                .with("AWS_SECRET_ACCESS_KEY", LocalS3.SECRET);
        done(run.run("backup", tree.toString()));
        done(run.run("backup", tree.toString()));
        var place = "s3://" + LocalS3.BUCKET + "/copy";
        var endpoint = server().endpoint().toString();
        var said = done(run.run("copy", "--to", place, "--to-s3-endpoint", endpoint))
                .out();
        assertTrue(said.contains("copied 2 snapshots"), said);
        said = done(run.run("copy", "--to", place, "--to-s3-endpoint", endpoint))
                .out();
        assertTrue(said.contains("copied 0 snapshots"), said);
        run.with("HOLDFAST_REPOSITORY", place).with("HOLDFAST_S3_ENDPOINT", endpoint);
        done(run.run("verify", "--read-data"));
        var target = directory.resolve("target");
        done(run.run("restore", "latest:" + tree, "--target", target.toString()));
        assertEquals(List.of(), TreeJudges.rsync(tree, target));
    }

    @Test
    void aCopyInABucketWithOtherKeysIsRestoredByOtherPeople() throws Exception {
        var tree = tree(20);
        var run = new CommandRun(directory.resolve("home"));
        done(run.run("backup", tree.toString()));
        var other = new CommandRun(directory.resolve("other home"));
        for (var each : List.of(run, other)) {
            each.with("AWS_ACCESS_KEY_ID", LocalS3.ACCESS_KEY)
                    .with("AWS_SECRET_ACCESS_KEY", LocalS3.SECRET);
        }
        var place = "s3://" + LocalS3.BUCKET + "/other";
        var endpoint = server().endpoint().toString();
        other.with("HOLDFAST_REPOSITORY", place).with("HOLDFAST_S3_ENDPOINT", endpoint);
        done(other.run("init"));
        for (int copied : new int[] {1, 0}) {
            var said = done(run.run("copy", "--to", place, "--to-s3-endpoint", endpoint))
                    .out();
            assertTrue(said.contains("copied " + copied + " snapshots"), said);
        }
        var target = directory.resolve("target");
        var refused = other.run("restore", "latest:" + tree, "--target", target.toString());
        var writer = WRITER.matcher(refused.error());
        assertTrue(writer.find(), refused.error());
        done(other.run("key", "admit", writer.group()));
        done(other.run("restore", "latest:" + tree, "--target", target.toString()));
        assertEquals(List.of(), TreeJudges.rsync(tree, target));
    }

    private static String snapshot(CommandRun run) {
        var id = ID.matcher(done(run.run("snapshots", "--json")).out());
        assertTrue(id.find());
        return id.group(1);
    }

    private static long count(List<String> requests, String prefix) {
        return requests.stream().filter(call -> call.startsWith(prefix)).count();
    }

    private static String loadedClasses(Path home, List<String> command) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = System.getProperty("java.class.path");
        var all = new ArrayList<>(List.of("env", "-i", "HOME=" + home, "LC_ALL=C.UTF-8", java));
        all.addAll(List.of("-Xlog:class+load", "--enable-native-access=ALL-UNNAMED"));
        all.addAll(List.of("-cp", classPath, "dev.holdfast.app.Main"));
        all.addAll(command);
        return Tool.run(home, new byte[0], all).get();
    }

    private static LocalS3 server() {
        if (server == null) throw new IllegalStateException("no server");
        return server;
    }

    private CommandRun someone(String prefix) {
        return someone(prefix, server().endpoint());
    }

    private CommandRun someone(String prefix, URI endpoint) {
        return bucket(new CommandRun(directory.resolve("home")), prefix, endpoint);
    }

    private static CommandRun bucket(CommandRun run, String prefix, URI endpoint) {
        return run.with("HOLDFAST_REPOSITORY", "s3://" + LocalS3.BUCKET + "/" + prefix)
                .with("HOLDFAST_S3_ENDPOINT", endpoint.toString())
                .with("AWS_ACCESS_KEY_ID", LocalS3.ACCESS_KEY)
                .with("AWS_SECRET_ACCESS_KEY", LocalS3.SECRET);
    }

    private static CommandRun.Ended done(CommandRun.Ended ended) {
        assertEquals(ExitCode.OK, ended.code(), ended.error());
        return ended;
    }

    private Path tree(int files) throws Exception {
        var tree = Files.createDirectory(directory.resolve("tree"));
        var random = new Random(7);
        for (int i = 0; i < files; i++) {
            var below = Files.createDirectories(tree.resolve("d" + i % 5));
            var content = new byte[random.nextInt(200_000)];
            random.nextBytes(content);
            Files.write(below.resolve("file" + i), content);
        }
        Tool.run(tree, "find", ".", "-exec", "touch", "-d", "2020-01-01", "{}", "+")
                .get();
        return tree;
    }
}
