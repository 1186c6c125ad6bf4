package dev.holdfast.store.s3;

import dev.holdfast.store.BlobStore;
import dev.holdfast.store.BlobStoreContract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps the whole contract of a store, on a server in this process.
final class S3StoreTest extends BlobStoreContract {

    private static final AtomicInteger STORES = new AtomicInteger();
    private static @Nullable LocalS3 server;

    private final List<BlobStore> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @AfterEach
    void close() throws IOException {
        for (var store : opened) store.close();
    }

    @Override
    protected BlobStore store() throws IOException {
        var store = TestStores.open(endpoint(), "contract/" + STORES.incrementAndGet() + '/');
        opened.add(store);
        return store;
    }

    private static URI endpoint() {
        if (server == null) throw new IllegalStateException("no server");
        return server.endpoint();
    }
}
