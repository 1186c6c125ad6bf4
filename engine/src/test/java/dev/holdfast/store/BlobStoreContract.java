package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.TrashId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.testkit.Seeds;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// What every [BlobStore] must do. The test of each store extends this.
public abstract class BlobStoreContract {

    private static final Random RANDOM = Seeds.random("BlobStoreContract");

    /// Blobs of a listing that has many pages.
    private static final int LONG = 1200;

    /// A store that is empty, for each test a new one.
    protected abstract BlobStore store() throws IOException;

    @Test
    void whatWasPutIsReadBack() throws IOException {
        var store = store();
        for (int size : new int[] {0, 1, 4096, 300_000, 5 << 20}) {
            var bytes = bytes(size);
            var key = pack(bytes);
            expectStored(store.putIfAbsent(key, BlobBody.of(bytes)));
            assertArrayEquals(bytes, store.get(key, size));
            assertEquals(size, store.findSize(key));
        }
    }

    @Test
    void aRangeOfABodyIsStoredAlone() throws IOException {
        var store = store();
        var key = BlobKey.writer(WriterId.random(RANDOM));
        var _ = store.putIfAbsent(key, BlobBody.of(new byte[] {1, 2, 3, 4, 5}, 1, 3));
        assertArrayEquals(new byte[] {2, 3, 4}, store.get(key, 100));
    }

    @Test
    void everyRangeIsReadExactly() throws IOException {
        var store = store();
        var bytes = bytes(700_000);
        var key = pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        for (int i = 0; i < 50; i++) {
            int offset = RANDOM.nextInt(bytes.length + 1);
            int length = RANDOM.nextInt(bytes.length - offset + 1);
            var expected = Arrays.copyOfRange(bytes, offset, offset + length);
            try (var in = store.open(key, offset, length)) {
                assertArrayEquals(expected, in.readAllBytes());
            }
            var target = new byte[length + 2];
            store.read(key, offset, target, 1, length);
            assertArrayEquals(expected, Arrays.copyOfRange(target, 1, length + 1));
            assertEquals(0, target[0] | target[length + 1]);
        }
    }

    @Test
    void aRangeBeyondTheEndIsDamage() throws IOException {
        var store = store();
        var bytes = bytes(1000);
        var key = pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        for (long offset : new long[] {0, 500, 1000, 5000}) {
            assertThrows(CorruptDataException.class, () -> {
                try (var in = store.open(key, offset, 1001)) {
                    in.readAllBytes();
                }
            });
        }
        assertThrows(CorruptDataException.class, () -> store.read(key, 999, new byte[2], 0, 2));
    }

    @Test
    void aBlobLargerThanItMayBeIsRefused() throws IOException {
        var store = store();
        var bytes = bytes(1000);
        var key = pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        assertThrows(CorruptDataException.class, () -> store.get(key, 999));
        assertArrayEquals(bytes, store.get(key, 1000));
    }

    @Test
    void aMissingBlobIsCalledMissing() throws IOException {
        var store = store();
        var key = pack(bytes(10));
        assertNull(store.findSize(key));
        var thrown =
                assertThrows(BlobMissingException.class, () -> store.open(key).close());
        assertEquals(key, thrown.key());
        assertThrows(BlobMissingException.class, () -> store.open(key, 0, 0).close());
        assertThrows(BlobMissingException.class, () -> store.get(key, 10));
        store.delete(key);
    }

    @Test
    void aBlobIsNeverReplaced() throws IOException {
        var store = store();
        var key = BlobKey.manifest(SnapshotId.random(RANDOM));
        var first = bytes(100);
        expectStored(store.putIfAbsent(key, BlobBody.of(first)));
        assertEquals(Put.EXISTED, store.putIfAbsent(key, BlobBody.of(bytes(100))));
        assertArrayEquals(first, store.get(key, 100));
    }

    @Test
    void aPutOfAnotherSizeIsNoSuccess() throws IOException {
        var store = store();
        var key = BlobKey.manifest(SnapshotId.random(RANDOM));
        var first = bytes(100);
        var _ = store.putIfAbsent(key, BlobBody.of(first));
        var thrown = assertThrows(
                BlobExistsException.class, () -> store.putIfAbsent(key, BlobBody.of(bytes(99))));
        assertEquals(key, thrown.key());
        assertArrayEquals(first, store.get(key, 100));
    }

    @Test
    void aFailedPutLeavesNoBlob() throws IOException {
        var store = store();
        var key = pack(bytes(10));
        for (int after : new int[] {0, 1, 4096, 999_999}) {
            assertThrows(
                    IOException.class,
                    () -> store.putIfAbsent(key, new OddBody(1_000_000, after, true)));
            assertNull(store.findSize(key));
        }
        assertEquals(List.of(), store.list(BlobArea.PACKS, null, 10));
        expectStored(store.putIfAbsent(key, BlobBody.of(bytes(10))));
    }

    @Test
    void aBodyOfAnotherLengthThanItSaysIsRefused() throws IOException {
        var store = store();
        var key = pack(bytes(10));
        for (int given : new int[] {0, 999, 1001, 400_000}) {
            assertThrows(
                    IOException.class,
                    () -> store.putIfAbsent(key, new OddBody(1000, given, false)));
            assertNull(store.findSize(key));
        }
    }

    @Test
    void ofManyPutsOfOneNameExactlyOneStores() throws Exception {
        var store = store();
        var key = BlobKey.manifest(SnapshotId.random(RANDOM));
        var stored = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            var bytes = bytes(20_000);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    if (store.putIfAbsent(key, BlobBody.of(bytes)) == Put.STORED) {
                        stored.incrementAndGet();
                    }
                } catch (IOException e) {
                    stored.addAndGet(100);
                }
            }));
        }
        for (var thread : threads) thread.join();
        expectOneStored(stored.get());
    }

    @Test
    void whatWasDeletedIsGoneAndItsNameIsFree() throws IOException {
        var store = store();
        var snapshot = SnapshotId.random(RANDOM);
        for (var key : List.of(
                BlobKey.descriptor(),
                BlobKey.database(snapshot),
                BlobKey.manifest(snapshot),
                BlobKey.pin(snapshot),
                pack(bytes(3)))) {
            for (int i = 0; i < 2; i++) {
                expectStored(store.putIfAbsent(key, BlobBody.of(bytes(10 + i))));
                store.delete(key);
                assertNull(store.findSize(key));
                store.delete(key);
            }
        }
        assertEquals(List.of(), store.list(BlobArea.SNAPSHOTS, null, 10));
        assertEquals(List.of(), store.list(BlobArea.PACKS, null, 10));
    }

    @Test
    void deletingOneBlobOfASnapshotLeavesTheOther() throws IOException {
        var store = store();
        var snapshot = SnapshotId.random(RANDOM);
        var _ = store.putIfAbsent(BlobKey.database(snapshot), BlobBody.of(bytes(5)));
        var _ = store.putIfAbsent(BlobKey.manifest(snapshot), BlobBody.of(bytes(6)));
        store.delete(BlobKey.manifest(snapshot));
        assertEquals(5, store.findSize(BlobKey.database(snapshot)));
    }

    @Test
    void pagesOfAnyLengthListEverythingOnceAndInOrder() throws IOException {
        var store = store();
        var expected = new ArrayList<StoredBlob>();
        for (int i = 0; i < 60; i++) {
            var bytes = bytes(i);
            var key = pack(("pack " + i).getBytes(StandardCharsets.US_ASCII));
            var _ = store.putIfAbsent(key, BlobBody.of(bytes));
            expected.add(new StoredBlob(key.path(), i));
        }
        expected.sort(Comparator.comparing(StoredBlob::path));
        for (int limit : new int[] {1, 2, 7, 59, 60, 61, 1000}) {
            assertEquals(expected, listed(store, BlobArea.PACKS, limit));
        }
        var scanned = new ArrayList<StoredBlob>();
        store.scan(BlobArea.PACKS, scanned::add);
        assertEquals(expected, scanned);
    }

    @Test
    void pagesSideBySideListEverythingOnceAndInOrder() throws IOException, InterruptedException {
        var store = store();
        var expected = new ArrayList<StoredBlob>();
        for (int i = 0; i < LONG; i++) {
            var key = pack(("long " + i).getBytes(StandardCharsets.US_ASCII));
            expected.add(new StoredBlob(key.path(), i % 50));
        }
        var next = new AtomicInteger();
        Scope.waiting(8, () -> {
            for (int i = next.getAndIncrement(); i < LONG; i = next.getAndIncrement()) {
                var key = expected.get(i).findKey();
                if (key == null) throw new IllegalStateException("no name: " + i);
                var _ = store.putIfAbsent(key, BlobBody.of(bytes(i % 50)));
            }
        });
        expected.sort(Comparator.comparing(StoredBlob::path));
        for (int limit : new int[] {100, 400, BlobStore.PAGE_LIMIT}) {
            var scanned = new ArrayList<StoredBlob>();
            new AreaScan(store, BlobArea.PACKS, limit, 4, scanned::add).run();
            assertEquals(expected, scanned);
        }
    }

    @Test
    void anAreaListsItsOwnBlobsAndNoOthers() throws IOException {
        var store = store();
        var snapshot = SnapshotId.random(RANDOM);
        var trash = TrashId.random(RANDOM);
        var keys = List.of(
                BlobKey.descriptor(),
                BlobKey.key(bytes(2)),
                BlobKey.mark(snapshot),
                pack(bytes(1)),
                BlobKey.pin(snapshot),
                BlobKey.database(snapshot),
                BlobKey.manifest(snapshot),
                BlobKey.lost(pack(bytes(1)).packName()),
                BlobKey.trash(trash),
                BlobKey.trashVerdict(trash),
                BlobKey.trashWriters(trash),
                BlobKey.writer(WriterId.random(RANDOM)));
        for (var key : keys) {
            var _ = store.putIfAbsent(key, BlobBody.of(bytes(1)));
        }
        for (var area : BlobArea.values()) {
            var expected = keys.stream()
                    .map(BlobKey::path)
                    .filter(path -> path.startsWith(area.prefix()))
                    .sorted()
                    .toList();
            assertTrue(expected.size() > 0);
            assertEquals(
                    expected,
                    listed(store, area, 2).stream().map(StoredBlob::path).toList());
        }
    }

    @Test
    void aListingSeesWhatWasJustPutAndDeleted() throws IOException {
        var store = store();
        for (int i = 0; i < 20; i++) {
            var key = BlobKey.writer(WriterId.random(RANDOM));
            var _ = store.putIfAbsent(key, BlobBody.of(bytes(i)));
            assertEquals(
                    List.of(new StoredBlob(key.path(), i)), store.list(BlobArea.WRITERS, null, 10));
            store.delete(key);
            assertEquals(List.of(), store.list(BlobArea.WRITERS, null, 10));
        }
    }

    /// What the first put of a name answers.
    protected void expectStored(Put put) {
        assertEquals(Put.STORED, put);
    }

    /// How many of several puts of one name may say that they stored it.
    protected void expectOneStored(int stored) {
        assertEquals(1, stored);
    }

    public static byte[] bytes(int size) {
        var bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    public static BlobKey pack(byte[] bytes) {
        return BlobKey.pack(Sha256.hash(bytes));
    }

    private static List<StoredBlob> listed(BlobStore store, BlobArea area, int limit)
            throws IOException {
        var all = new ArrayList<StoredBlob>();
        while (true) {
            var after = all.isEmpty() ? null : all.getLast().path();
            var page = store.list(area, after, limit);
            assertTrue(page.size() <= limit);
            all.addAll(page);
            if (page.size() < limit) return all;
        }
    }

    /// A body that says one size and gives another number of bytes, or fails there.
    private record OddBody(long size, int given, boolean fails) implements BlobBody {

        @Override
        public InputStream open() {
            return new InputStream() {
                private int left = given;

                @Override
                public int read() throws IOException {
                    var one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0];
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    if (left == 0 && fails) {
                        throw new IOException("the source failed, on purpose");
                    }
                    if (left == 0) return -1;
                    int read = Math.min(left, length);
                    left -= read;
                    return read;
                }
            };
        }
    }
}
