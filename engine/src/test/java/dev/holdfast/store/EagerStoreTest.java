package dev.holdfast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.manifest.SnapshotId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

/// What is asked for beforehand.
final class EagerStoreTest {

    private final MemoryStore memory = new MemoryStore();
    private final StoreTraffic traffic = new StoreTraffic();
    private final EagerStore store = new EagerStore(new MeteredStore(memory, traffic));
    private final byte[] bytes = BlobStoreContract.bytes(1000);
    private final BlobKey key = BlobStoreContract.pack(bytes);

    @Test
    void whatWasExpectedIsAskedForOnceAndGivenOnce() throws IOException {
        var _ = memory.putIfAbsent(key, BlobBody.of(bytes));
        store.expect(key);
        store.expect(key);
        assertArrayEquals(bytes, store.get(key, 1000));
        assertEquals(1, traffic.requests(StoreCall.GET));
        assertArrayEquals(bytes, store.get(key, 1000));
        assertEquals(2, traffic.requests(StoreCall.GET));
    }

    @Test
    void aListingBringsItsBlobsIfTheyAreFew() throws IOException {
        var _ = memory.putIfAbsent(key, BlobBody.of(bytes));
        store.expect(BlobArea.PACKS, BlobKind.PACK, 1);
        assertEquals(1, store.list(BlobArea.PACKS, null, BlobStore.PAGE_LIMIT).size());
        assertArrayEquals(bytes, store.get(key, 1000));
        assertEquals(1, traffic.requests(StoreCall.LIST));
        assertEquals(1, traffic.requests(StoreCall.GET));
        store.expect(BlobArea.PACKS, BlobKind.PACK, 0);
        assertEquals(1, store.list(BlobArea.PACKS, null, BlobStore.PAGE_LIMIT).size());
        assertEquals(1, traffic.requests(StoreCall.GET));
    }

    @Test
    void aFailureBelongsToWhoWantsTheBlob() throws IOException {
        var missing = BlobKey.manifest(SnapshotId.random(new Random(1)));
        store.expect(missing);
        assertThrows(BlobMissingException.class, () -> store.get(missing, 10));
        store.expect(missing);
        store.close();
    }

    /// Nobody who waits for an answer may wait for ever, whatever has ended the asking.
    @Test
    @Timeout(60)
    void anErrorBelongsToWhoWantsTheBlobTooAndTheOthersGoOn() throws IOException {
        var _ = memory.putIfAbsent(key, BlobBody.of(bytes));
        var error = new NoClassDefFoundError("on purpose");
        var failing = BlobKey.manifest(SnapshotId.random(new Random(1)));
        try (var eager = new EagerStore(new BrokenStore(memory, failing, error))) {
            eager.expect(failing);
            assertSame(
                    error, assertThrows(NoClassDefFoundError.class, () -> eager.get(failing, 10)));
            eager.expect(key);
            assertArrayEquals(bytes, eager.get(key, 1000));
        }
    }

    /// A store in which reading one blob ends in an error of the machine.
    private static final class BrokenStore extends ForwardingStore {

        private final BlobKey failing;
        private final Error error;

        BrokenStore(BlobStore store, BlobKey failing, Error error) {
            super(store);
            this.failing = failing;
            this.error = error;
        }

        @Override
        public InputStream open(BlobKey wanted) throws IOException {
            if (wanted.equals(failing)) throw error;
            return super.open(wanted);
        }
    }
}
