package dev.holdfast.trust;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobStore;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What a host keeps for itself rots: catalog, chunk index, reference, copies of manifests and
/// keys. The next backup succeeds all the same, at the price of a full read at most, and its
/// snapshot is right. Pins and the writer's key are no cache: damage to them is refused.
final class LocalFilesTest {

    private static final List<String> NO_CACHE = List.of("pins.json", "writer.key");

    private final Random random = Seeds.random("LocalFilesTest");
    private ScratchDirectory scratch;
    private Sample sample;
    private int hosts;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        scratch = ScratchDirectory.makeInMemory();
        sample = Sample.make(scratch.path(), random);
        sample.test.repository.knownSnapshots();
        // What the next backup has to notice.
        Files.writeString(sample.tree.resolve("new"), "new");
        Files.writeString(sample.tree.resolve("inner/small2"), "changed");
    }

    @AfterEach
    void close() throws IOException {
        sample.close();
        scratch.close();
    }

    @Test
    void i2EveryDamagedLocalFileCostsAFullReadAtMost() throws Exception {
        try (var tally = Tally.of(LocalFilesTest.class, "I1 I2", "damaged local files")) {
            for (var file : files()) damage(file, tally);
            tally.passed();
        }
    }

    private List<Path> files() throws IOException {
        try (var all = Files.walk(state())) {
            return all.filter(Files::isRegularFile)
                    .map(state()::relativize)
                    .filter(file -> !file.startsWith("places"))
                    .sorted()
                    .toList();
        }
    }

    private void damage(Path file, Tally tally) throws IOException, InterruptedException {
        var bytes = Files.readAllBytes(state().resolve(file));
        var damaged = new ArrayList<byte[]>();
        damaged.add(new byte[0]);
        damaged.add(new byte[bytes.length]);
        int cases = Effort.count(6, 150);
        for (int i = 0; i < cases && bytes.length > 0; i++) {
            var flipped = bytes.clone();
            flipped[position(bytes)] ^= (byte) (1 << random.nextInt(8));
            damaged.add(flipped);
            if (i % 3 == 0) damaged.add(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
        for (var contents : damaged) {
            if (Arrays.equals(contents, bytes)) continue;
            try {
                tryOne(file, host -> Files.write(host.resolve(file), contents));
            } catch (IOException | RuntimeException | AssertionError e) {
                int at = Arrays.mismatch(bytes, contents);
                throw new AssertionError(
                        "%s, of %d bytes, differs from byte %d on: %s"
                                .formatted(file, bytes.length, at, e),
                        e);
            }
            tally.one();
        }
        tryOne(file, host -> Files.delete(host.resolve(file)));
        tally.one();
    }

    /// A byte somewhere; in files that are mostly zeros mostly one that is not.
    private int position(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        for (int i = 0; i < 50 && bytes[at] == 0; i++) at = random.nextInt(bytes.length);
        return at;
    }

    private interface Change {

        void make(Path host) throws IOException;
    }

    private void tryOne(Path file, Change change) throws IOException, InterruptedException {
        var host = scratch.path().resolve("host" + hosts++);
        copy(state(), host);
        change.make(host);
        var store = sample.store.copy();
        boolean cache = NO_CACHE.stream().noneMatch(file::endsWith);
        try {
            var made = sample.test.reopenAs(host, store).backup(sample.tree);
            assertTrue(made.isWhole(), "the snapshot has notices");
            requireRight(store, host, cache, made.manifest().manifest().snapshot());
        } catch (IOException e) {
            var _ = Judge.requireSentence(String.valueOf(e.getMessage()));
            if (cache) throw e;
        }
        Judge.remove(host);
    }

    private void requireRight(BlobStore store, Path host, boolean cache, SnapshotId made)
            throws IOException, InterruptedException {
        var expected = Map.of(made, Sample.listing(sample.tree));
        var judge = new Judge(scratch.path().resolve("judge"), sample.test.identity, expected);
        // Damaged pins may not know their own writer any more, which is told.
        var verified = judge.verify(store, host, false);
        assertTrue(verified.whole() || !cache, verified.toString());
        // Whoever lost his writer's key has made a new one, which nobody has admitted.
        var restored = judge.restoreAll(store);
        assertTrue(restored.whole() || !cache, restored.toString());
        Judge.remove(scratch.path().resolve("judge"));
    }

    private Path state() {
        return scratch.path().resolve("state");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var path : all.toList()) Files.copy(path, to.resolve(from.relativize(path)));
        }
    }
}
