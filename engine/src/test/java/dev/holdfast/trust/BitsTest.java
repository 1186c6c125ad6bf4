package dev.holdfast.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;
import dev.holdfast.format.ByteString;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;
import dev.holdfast.store.MemoryStore;
import dev.holdfast.testkit.Effort;
import dev.holdfast.testkit.ScratchDirectory;
import dev.holdfast.testkit.Seeds;
import dev.holdfast.testkit.Tally;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Invariant I6: each blob of a whole repository is damaged in every small way. `verify
/// --read-data` finds it, without a key and with one, and a restore on a host that knows
/// nothing gives the right bytes or says in a sentence that it cannot.
///
/// Edited tags are sealed and named by their snapshot, so damage to them is found with a key
/// only. That a key, tags or a pin are gone as a whole is not found: who may remove them does
/// just that, and no restore goes wrong by it (docs/threat-model.md).
final class BitsTest {

    /// Bits of a zstd frame that a decoder does not look at, in the newest manifest, which no
    /// later one vouches for yet.
    private static final int HARMLESS_MAX = 16;

    private final Random random = Seeds.random("BitsTest");
    private final AtomicInteger harmless = new AtomicInteger();
    private ScratchDirectory scratch;
    private Sample sample;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        scratch = ScratchDirectory.makeInMemory();
        sample = Sample.make(scratch.path(), random);
    }

    @AfterEach
    void close() throws IOException {
        sample.close();
        scratch.close();
    }

    /// One way to damage the repository.
    ///
    /// @param kind of the blob that is not what it was
    /// @param planted its bytes from now on, null if it is gone
    private record Damage(
            String what,
            String path,
            BlobKind kind,
            @Nullable ByteString planted) {}

    @Test
    void i6EveryFlippedByteIsFoundAndNoWrongByteIsRestored() throws Exception {
        var all = new ArrayList<Damage>();
        sample.store.contents().forEach((path, bytes) -> {
            for (int at = 0; at < bytes.length; at++) {
                int bit = random.nextInt(8);
                var flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << bit);
                all.add(damage("bit %d of byte %d flipped".formatted(bit, at), path, flipped));
            }
        });
        tryEach("flipped bytes", all, 350);
    }

    @Test
    void i6EveryTruncationIsFoundAndNoWrongByteIsRestored() throws Exception {
        var all = new ArrayList<Damage>();
        sample.store.contents().forEach((path, bytes) -> {
            for (int size = 0; size < bytes.length; size++) {
                all.add(damage("cut to " + size, path, Arrays.copyOf(bytes, size)));
            }
        });
        tryEach("truncations", all, 150);
    }

    @Test
    void i6ABlobThatIsGoneZeroOrAnotherIsFoundAndNoWrongByteIsRestored() throws Exception {
        var all = new ArrayList<Damage>();
        var contents = sample.store.contents();
        contents.forEach((path, bytes) -> {
            all.add(damage("deleted", path, null));
            if (bytes.length == 0) return;
            all.add(damage("zeroed", path, new byte[bytes.length]));
            int half = bytes.length / 2;
            all.add(damage(
                    "half zeroed", path, Arrays.copyOf(Arrays.copyOf(bytes, half), bytes.length)));
            all.add(damage("longer by a byte", path, Arrays.copyOf(bytes, bytes.length + 1)));
            all.add(damage("twice", path, twice(bytes)));
            contents.forEach((other, foreign) -> {
                if (other.equals(path)) return;
                all.add(damage("replaced by " + other, path, foreign.clone()));
                all.add(damage("sized like " + other, path, Arrays.copyOf(bytes, foreign.length)));
            });
        });
        all.removeIf(
                d -> d.planted() != null && d.planted().equals(ByteString.of(bytes(d.path()))));
        tryEach("deleted, zeroed or replaced blobs", all, 120);
    }

    /// Nothing is gone and no size is another: only digests and signatures can tell. Sizes
    /// are random, so repositories are made until there were enough pairs.
    @Test
    void i6EverySwapOfTwoBlobsOfOneSizeIsFoundAndNoWrongByteIsRestored() throws Exception {
        int wanted = Effort.count(2, 40);
        try (var tally = Tally.of(BitsTest.class, "I6 I8", "swaps of two blobs of one size")) {
            for (int i = 0; tally.count() < wanted && i < 20 * wanted; i++) {
                var directory = scratch.path().resolve("swap" + i);
                try (var made = Sample.make(Files.createDirectory(directory), random)) {
                    swapAll(made, directory, tally);
                }
                Judge.remove(directory);
            }
            assertTrue(tally.count() >= wanted, "too few blobs are of one size");
            tally.passed();
        }
    }

    private void swapAll(Sample made, Path directory, Tally tally)
            throws IOException, InterruptedException {
        var judge = new Judge(directory.resolve("judge"), made.test.identity, made.snapshots);
        var known = directory.resolve("state");
        for (var one : made.store.contents().entrySet()) {
            for (var other : made.store.contents().entrySet()) {
                boolean pair = one.getValue().length == other.getValue().length
                        && one.getKey().compareTo(other.getKey()) < 0;
                boolean marked = kind(one.getKey()) == BlobKind.MARK
                        && kind(other.getKey()) == BlobKind.MARK;
                if (!pair || marked) continue;
                var store = made.store.copy();
                store.plant(one.getKey(), other.getValue());
                store.plant(other.getKey(), one.getValue());
                assertTrue(!judge.verify(store, known, false).whole(), one.getKey());
                assertTrue(!judge.verify(store, known, true).whole(), one.getKey());
                var _ = judge.restoreAll(store);
                tally.one();
            }
        }
    }

    private void tryEach(String what, List<Damage> all, int usual)
            throws IOException, InterruptedException {
        int stride = Effort.stride(all.size(), usual);
        var next = new AtomicInteger(random.nextInt(stride));
        var worker = new AtomicInteger();
        try (var tally = Tally.of(BitsTest.class, "I6 I8", what)) {
            Scope.computing(2, () -> {
                var judge = judge(what + worker.getAndIncrement());
                for (int i = next.getAndAdd(stride); i < all.size(); i = next.getAndAdd(stride)) {
                    tryOne(judge, all.get(i), i);
                    tally.one();
                }
            });
            assertTrue(harmless.get() <= HARMLESS_MAX, harmless + " bits of a manifest");
            tally.passed();
        }
    }

    private void tryOne(Judge judge, Damage damage, int number)
            throws IOException, InterruptedException {
        var store = sample.store.copy();
        var planted = damage.planted();
        if (planted == null) store.remove(damage.path());
        else store.plant(damage.path(), planted.toByteArray());
        try {
            var restored = restore(judge, store, damage, number);
            if (!isPromised(damage)) return;
            if (damage.kind() == BlobKind.MARK) {
                assertTrue(!judge.verify(store, known(), true).whole(), "not found with a key");
                return;
            }
            var keyless = judge.verify(store, known(), false);
            if (keyless.whole() && damage.kind() == BlobKind.MANIFEST && restored.whole()) {
                harmless.incrementAndGet();
                return;
            }
            assertTrue(!keyless.whole(), "not found without a key");
            // Databases and packs are opened then, and what else is read is read alike.
            assertTrue(!judge.verify(store, known(), true).whole(), "not found with a key");
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(damage.path() + ": " + damage.what() + ": " + e, e);
        }
    }

    /// The snapshot that the blob is of, or one after the other.
    private Judge.Verdict restore(Judge judge, MemoryStore store, Damage damage, int number)
            throws IOException, InterruptedException {
        var ids = List.copyOf(sample.snapshots.keySet());
        for (var id : ids) {
            if (damage.path().contains(id.toString())) return judge.restore(store, id);
        }
        return judge.restore(store, ids.get(number % ids.size()));
    }

    private static boolean isPromised(Damage damage) {
        return switch (damage.kind()) {
            case DESCRIPTOR, DATABASE, MANIFEST, PACK -> true;
            case KEY, MARK, PIN -> damage.planted() != null;
            case LOST, WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT ->
                throw new IllegalArgumentException("the sample has no " + damage.kind());
        };
    }

    private static Damage damage(String what, String path, byte @Nullable [] planted) {
        var bytes = planted == null ? null : ByteString.ofOwned(planted);
        return new Damage(what, path, kind(path), bytes);
    }

    private static BlobKind kind(String path) {
        var key = BlobKey.findPath(path);
        if (key == null) throw new AssertionError(path + " is no blob");
        return key.kind();
    }

    private byte[] bytes(String path) {
        return sample.store.contents().getOrDefault(path, new byte[0]);
    }

    private static byte[] twice(byte[] bytes) {
        var twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        return twice;
    }

    private Path known() {
        return scratch.path().resolve("state");
    }

    private Judge judge(String name) throws IOException {
        return new Judge(scratch.path().resolve(name), sample.test.identity, sample.snapshots);
    }

    @Test
    void aWholeRepositoryIsFoundWholeByEveryJudge() throws Exception {
        var judge = judge("whole");
        assertTrue(judge.verify(sample.store, known(), false).whole());
        assertTrue(judge.verify(sample.store, known(), true).whole());
        assertEquals(List.of(), judge.restoreAll(sample.store).said());
    }
}
