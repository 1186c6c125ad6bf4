package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.testkit.Seeds;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Listings in parts that are asked for side by side.
final class AreaScanTest {

    private static final byte[] NOTHING = {};

    private final Random random = Seeds.random("AreaScan");
    private final MemoryStore memory = new MemoryStore();
    private final AtomicInteger calls = new AtomicInteger();

    /// What a listing does before it is answered.
    private interface Before {

        void page(@Nullable String after) throws IOException, InterruptedException;
    }

    /// A store that can be listed, and says how often it was.
    private final class Listed extends ForwardingStore {

        private final Before before;
        private final int more;

        Listed(Before before) {
            this(before, 0);
        }

        /// Pages have this many `more` than they may have.
        Listed(Before before, int more) {
            super(memory);
            this.before = before;
            this.more = more;
        }

        @Override
        public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
                throws IOException {
            calls.incrementAndGet();
            try {
                before.page(after);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted, as it should be");
            }
            return memory.list(area, after, limit + more);
        }
    }

    @Test
    void whatIsShorterThanAPageIsOneCall() throws IOException {
        plantPacks(99);
        assertEquals(99, scanned(BlobArea.PACKS, 100, 16).size());
        assertEquals(1, calls.get());
    }

    @Test
    void aLongListingCostsATenthMoreCallsThanOneAfterTheOther() throws IOException {
        plantPacks(40_000);
        for (int atOnce : new int[] {2, 16}) {
            calls.set(0);
            assertEquals(expected(BlobArea.PACKS), scanned(BlobArea.PACKS, 1000, atOnce));
            assertTrue(calls.get() <= 48, () -> calls + " calls");
        }
    }

    @Test
    void twoPagesAreTwoCalls() throws IOException {
        plantPacks(1800);
        assertEquals(expected(BlobArea.PACKS), scanned(BlobArea.PACKS, 1000, 16));
        assertEquals(2, calls.get());
    }

    @Test
    void whateverLiesInAnAreaIsGivenOnceAndInOrder() throws IOException {
        for (int round = 0; round < 2000; round++) {
            memory.contents().keySet().forEach(memory::remove);
            var area = random.nextBoolean() ? BlobArea.PACKS : BlobArea.SNAPSHOTS;
            for (int i = random.nextInt(4); i >= 0; i--) plantCluster(area);
            if (random.nextBoolean()) plantForeign(area);
            var expected = expected(area);
            int limit = 1 + random.nextInt(40);
            int atOnce = 1 + random.nextInt(8);
            calls.set(0);
            assertEquals(expected, scanned(area, limit, atOnce));
            int pages = 1 + expected.size() / limit;
            assertTrue(
                    calls.get() <= (atOnce + 3) * (pages + 1),
                    () -> calls + " calls for " + pages + " pages");
        }
    }

    /// Fewer than were asked for are the end, and nothing else is.
    @Test
    void aServerThatGivesMoreThanWasAskedForIsListedToTheEnd() throws IOException {
        plantPacks(1000);
        for (int atOnce : new int[] {1, 2, 16}) {
            var scanned = new ArrayList<StoredBlob>();
            var generous = new Listed(_ -> {}, 3);
            new AreaScan(generous, BlobArea.PACKS, 10, atOnce, scanned::add).run();
            assertEquals(expected(BlobArea.PACKS), scanned);
        }
    }

    /// The first page says that a part is narrow. So the parts that are asked for end long
    /// before the last names, which every one of their pages has.
    @Test
    void aShortPageHasTheWholeRestAlsoBeyondThePartsThatWereAskedFor() throws IOException {
        for (int i = 0; i < 10; i++) memory.plant("packs/00/00000000%056x".formatted(i), NOTHING);
        for (int i = 0; i < 5; i++) memory.plant("packs/ff/ff000000%056x".formatted(i), NOTHING);
        for (int atOnce : new int[] {2, 3, 16}) {
            assertEquals(expected(BlobArea.PACKS), scanned(BlobArea.PACKS, 10, atOnce));
        }
    }

    /// Where the names of a whole page lie in one place, a part is as narrow as can be; and what
    /// follows says nothing of how wide one should be.
    @Test
    void i9ForeignNamesBehindOursDoNotMakeEndlessParts() throws IOException {
        for (int i = 0; i < 10; i++) memory.plant("packs/00/00000000%056x".formatted(i), NOTHING);
        for (int i = 0; i < 95; i++) memory.plant("packs/~%02d".formatted(i), NOTHING);
        assertEquals(expected(BlobArea.PACKS), scanned(BlobArea.PACKS, 10, 16));
        assertTrue(calls.get() <= 11 + 16, () -> calls + " calls");
    }

    @Test
    void i9NamesInOnePlaceCostNoMoreCallsThanTheyHavePages() throws IOException {
        for (int i = 0; i < 2000; i++) memory.plant("packs/00/00000000%056x".formatted(i), NOTHING);
        assertEquals(2000, scanned(BlobArea.PACKS, 100, 16).size());
        assertTrue(calls.get() <= 21 + 2 * 16, () -> calls + " calls");
    }

    @Test
    void aFailedPageEndsTheOthersAndTheListing() {
        plantPacks(1000);
        var failure = new StoreUnavailableException("on purpose");
        var waiting = new CountDownLatch(3);
        var ended = new AtomicInteger();
        var first = new AtomicInteger();
        var store = new Listed(after -> {
            if (after == null) return;
            if (first.incrementAndGet() == 4) {
                waiting.await();
                throw failure;
            }
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.incrementAndGet();
            }
        });
        var scan = new AreaScan(store, BlobArea.PACKS, 10, 4, _ -> {});
        assertSame(failure, assertThrows(StoreUnavailableException.class, scan::run));
        assertEquals(3, ended.get());
    }

    /// Nobody who waits for a page may wait for ever, whatever has ended it.
    @Test
    @Timeout(60)
    void anErrorInAPageEndsTheListingToo() {
        plantPacks(1000);
        var error = new NoClassDefFoundError("on purpose");
        var store = new Listed(after -> {
            if (after != null) throw error;
        });
        var scan = new AreaScan(store, BlobArea.PACKS, 10, 4, _ -> {});
        assertSame(error, assertThrows(NoClassDefFoundError.class, scan::run));
    }

    @Test
    void i9NoMorePagesWaitToBeVisitedThanAreAskedForAtOnce() throws IOException {
        plantPacks(2000);
        var visited = new AtomicInteger();
        var scan = new AreaScan(new Listed(_ -> {}), BlobArea.PACKS, 10, 4, _ -> {
            if (visited.incrementAndGet() == 11) assertTrue(calls.get() <= 1 + 4);
        });
        scan.run();
        assertEquals(2000, visited.get());
    }

    @Test
    void aVisitorThatFailsEndsTheListing() {
        plantPacks(1000);
        var failure = new IOException("on purpose");
        var seen = new AtomicInteger();
        var scan = new AreaScan(new Listed(_ -> {}), BlobArea.PACKS, 10, 4, _ -> {
            if (seen.incrementAndGet() == 500) throw failure;
        });
        assertSame(failure, assertThrows(IOException.class, scan::run));
        assertEquals(500, seen.get());
    }

    private List<StoredBlob> scanned(BlobArea area, int limit, int atOnce) throws IOException {
        var scanned = new ArrayList<StoredBlob>();
        new AreaScan(new Listed(_ -> {}), area, limit, atOnce, scanned::add).run();
        return scanned;
    }

    private List<StoredBlob> expected(BlobArea area) {
        return memory.list(area, null, Integer.MAX_VALUE);
    }

    private void plantPacks(int count) {
        for (int i = 0; i < count; i++) memory.plant(name(BlobArea.PACKS, ""), NOTHING);
    }

    /// Names that all begin with some digits, none or nearly all.
    private void plantCluster(BlobArea area) {
        var digits = name(area, "").substring(area.prefix().length()).replace("/", "");
        var first = digits.substring(0, random.nextInt(12));
        for (int i = random.nextInt(600); i > 0; i--) memory.plant(name(area, first), NOTHING);
    }

    private void plantForeign(BlobArea area) {
        for (int i = random.nextInt(200); i > 0; i--) {
            var middle =
                    List.of("zz/ab", "AB/AB", "0", "ff/", "~/", "00/zz", "").get(i % 7);
            memory.plant(area.prefix() + middle + name(area, ""), NOTHING);
        }
    }

    private String name(BlobArea area, String first) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var name = first + HexFormat.of().formatHex(bytes).substring(first.length());
        return area == BlobArea.PACKS
                ? "packs/" + name.substring(0, 2) + '/' + name
                : area.prefix() + name + "/manifest.json.zst";
    }
}
