package dev.holdfast.format.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/// Many manifests that name nearly the same packs.
final class BlobPoolTest {

    private static final int SNAPSHOTS = 500;
    private static final int PACKS = 10_000;
    private static final int CHANGED = 5;
    private static final long SHARE_MAX = 16 << 20;

    private final Random random = new Random(42);

    @Test
    void sharedListsAreEqualToWhatTheyWereMadeOf() {
        var pool = new BlobPool();
        for (int count : new int[] {0, 1, 2, 3, 255, 256, 257, 5000}) {
            var plain = packs(count);
            var shared = BlobList.of(fresh(plain), pool);
            assertEquals(List.copyOf(plain), shared);
            assertEquals(plain.size(), shared.size());
            assertThrows(IndexOutOfBoundsException.class, () -> shared.get(count));
            assertThrows(IndexOutOfBoundsException.class, () -> shared.get(-1));
        }
    }

    @Test
    void whatTwoListsHaveInCommonIsThereOnce() {
        var pool = new BlobPool();
        var packs = packs(1000);
        var one = BlobList.of(fresh(packs), pool);
        var other = BlobList.of(fresh(packs.tailSet(packs.first(), false)), pool);
        for (int i = 0; i < other.size(); i++) assertSame(one.get(i + 1), other.get(i));
    }

    /// Anybody who can write can put a manifest, signed with a key of his own, and choose its
    /// digests so that one hash is that of all.
    @Test
    @Timeout(60)
    void i9DigestsThatWereChosenToHaveOneHashCostNoMoreTimeThanOthers() {
        var chosen = new ArrayList<BlobFacts>();
        for (long i = 0; i < 300_000; i++) {
            // Both halves of a long that are equal make its hash zero.
            chosen.add(new BlobFacts(new Sha256(0, 0, 0, i << 32 | i), 0));
            assertEquals(chosen.getFirst().hashCode(), chosen.getLast().hashCode());
        }
        var shared = BlobList.of(chosen, new BlobPool());
        assertEquals(chosen, shared);
    }

    @Test
    @Timeout(60)
    void i9ListsThatWereChosenToHaveOneHashCostNoMoreTimeThanOthers() {
        var pool = new BlobPool();
        for (long i = 0; i < 100_000; i++) {
            var chosen = List.of(new BlobFacts(new Sha256(0, 0, 0, i << 32 | i), 0));
            assertEquals(chosen, BlobList.of(chosen, pool));
        }
    }

    /// I9: what a host keeps of all snapshots does not grow with snapshots times packs. Kept
    /// each for itself these lists would take 380 MB.
    @Test
    void i9FiveHundredSnapshotsOfTenThousandPacksTakeLittle() {
        var pool = new BlobPool();
        var kept = new ArrayList<List<BlobFacts>>();
        var packs = packs(PACKS);
        long before = used();
        for (int i = 0; i < SNAPSHOTS; i++) {
            for (var added : packs(CHANGED)) {
                var next = packs.higher(added);
                if (next == null || !packs.remove(next)) packs.pollFirst();
                packs.add(added);
            }
            kept.add(BlobList.of(fresh(packs), pool));
        }
        long share = used() - before;
        assertEquals(SNAPSHOTS, kept.size());
        assertTrue(share < SHARE_MAX, () -> "they take " + share + " bytes");
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private NavigableSet<BlobFacts> packs(int count) {
        var packs = new TreeSet<BlobFacts>(BlobPoolTest::compare);
        while (packs.size() < count) {
            var digest = new byte[Sha256.BYTES];
            random.nextBytes(digest);
            packs.add(new BlobFacts(Sha256.of(digest), random.nextInt(1 << 24)));
        }
        return packs;
    }

    /// Equal facts that are other objects, as parsing makes them.
    private static List<BlobFacts> fresh(Iterable<BlobFacts> packs) {
        var fresh = new ArrayList<BlobFacts>();
        for (var pack : packs) {
            var digest = Sha256.of(pack.sha256().toByteArray());
            fresh.add(new BlobFacts(digest, pack.size()));
        }
        return fresh;
    }

    private static int compare(BlobFacts one, BlobFacts other) {
        return one.sha256().compareTo(other.sha256());
    }
}
