package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.testkit.Fault;
import dev.holdfast.testkit.FaultProxy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/// Servers without conditional puts: Backblaze B2 refuses them, others take no notice.
final class WeakServersTest {

    private static final AtomicInteger STORES = new AtomicInteger();
    private static @Nullable LocalS3 server;

    private @Nullable FaultProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3.startOpen();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @AfterEach
    void close() throws IOException {
        if (proxy != null) proxy.close();
    }

    private BlobStore store(Fault always) throws IOException {
        if (server == null) throw new IllegalStateException("no server");
        if (proxy != null) proxy.close();
        proxy = FaultProxy.open(server.endpoint());
        proxy.injectAlways(_ -> true, always);
        var options = new S3Options(
                proxy.endpoint(),
                null,
                true,
                new S3Credentials.Anonymous(),
                null,
                null,
                null,
                null,
                S3Deadlines.USUAL);
        return S3Store.open(
                new S3Place(LocalS3.BUCKET, "weak/" + STORES.incrementAndGet() + '/'),
                options,
                InstantSource.system(),
                System::nanoTime);
    }

    /// All of the contract holds but for puts of one name at the same time.
    @Nested
    final class Refusing extends BlobStoreContract {

        @Override
        protected BlobStore store() throws IOException {
            return WeakServersTest.this.store(Fault.NO_CONDITIONS);
        }

        @Override
        protected void expectOneStored(int stored) {
            assertTrue(stored >= 1);
        }
    }

    @Test
    void aServerThatRefusesConditionsIsNotExclusive() throws IOException {
        var store = store(Fault.NO_CONDITIONS);
        assertFalse(store.isExclusive());
        assertFalse(store.isKnownWeak(), "nothing was put so far");
        var bytes = BlobStoreContract.bytes(100);
        var _ = store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(bytes));
        assertTrue(store.isKnownWeak());
        assertFalse(store.isExclusive());
        assertArrayEquals(bytes, store.get(BlobKey.descriptor(), 100));
    }

    @Test
    void aServerThatTakesNoNoticeIsFoundOutWithoutHarm() throws IOException {
        var store = store(Fault.CONDITION_IGNORED);
        var bytes = BlobStoreContract.bytes(100);
        var _ = store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(bytes));
        assertFalse(store.isExclusive());
        assertArrayEquals(bytes, store.get(BlobKey.descriptor(), 100));
        // From now on it is asked first.
        var key = BlobStoreContract.pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        assertEquals(dev.holdfast.store.Put.EXISTED, store.putIfAbsent(key, BlobBody.of(bytes)));
    }
}
