package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.store.Put;
import dev.holdfast.store.Retry;
import dev.holdfast.store.StoreRefusedException;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.testkit.Fault;
import dev.holdfast.testkit.FaultProxy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// One call to a server that does something wrong once.
final class FaultyServerTest {

    private static final AtomicInteger STORES = new AtomicInteger();
    private static @Nullable LocalS3 server;

    private final List<Retry> retries = Collections.synchronizedList(new ArrayList<>());
    private FaultProxy proxy;
    private S3Store store;

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @BeforeEach
    void open() throws IOException {
        if (server == null) throw new IllegalStateException("no server");
        proxy = FaultProxy.open(server.endpoint());
        store = TestStores.openImpatient(
                proxy.endpoint(), "faulty/" + STORES.incrementAndGet() + '/');
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "INTERNAL_ERROR",
                "SLOW_DOWN",
                "TOO_MANY_REQUESTS",
                "RESET",
                "LOST_ANSWER",
                "DONE_REPORTED_FAILED",
                "LOST_REPORTED_DONE",
                "NO_ANSWER"
            })
    void aPutThatFailsOnceIsStoredInTheEnd(Fault fault) throws IOException {
        var bytes = BlobStoreContract.bytes(200_000);
        var key = BlobStoreContract.pack(bytes);
        proxy.inject(call -> call.startsWith("PUT"), 0, fault);
        var put = TestStores.retrying(store, retries).putIfAbsent(key, BlobBody.of(bytes));
        assertTrue(proxy.hasHappened());
        assertEquals(1, retries.size());
        boolean twice = fault == Fault.LOST_ANSWER || fault == Fault.DONE_REPORTED_FAILED;
        assertEquals(twice ? Put.EXISTED : Put.STORED, put);
        assertArrayEquals(bytes, store.get(key, bytes.length));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "INTERNAL_ERROR",
                "SLOW_DOWN",
                "TOO_MANY_REQUESTS",
                "RESET",
                "LOST_ANSWER",
                "DONE_REPORTED_FAILED",
                "NO_ANSWER",
                "STALLED_BODY",
                "CUT_BODY",
                "SHORT_BODY",
                "WRONG_RANGE"
            })
    void aRangeThatFailsOnceIsReadInTheEnd(Fault fault) throws IOException {
        var bytes = BlobStoreContract.bytes(500_000);
        var key = BlobStoreContract.pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        proxy.inject(call -> call.startsWith("GET"), 0, fault);
        var target = new byte[300_000];
        TestStores.retrying(store, retries).read(key, 1234, target, 0, target.length);
        assertTrue(proxy.hasHappened());
        // Java itself asks again once when a connection that it had kept is closed.
        assertTrue(retries.size() <= 1);
        assertArrayEquals(Arrays.copyOfRange(bytes, 1234, 301_234), target);
    }

    @Test
    void aConnectionThatCarriesALeftOverAnswerNeverGivesBytesOfAnotherBlob() throws IOException {
        var first = BlobStoreContract.bytes(1000);
        var second = BlobStoreContract.bytes(2000);
        var _ = store.putIfAbsent(BlobStoreContract.pack(first), BlobBody.of(first));
        var _ = store.putIfAbsent(BlobStoreContract.pack(second), BlobBody.of(second));
        proxy.inject(call -> call.startsWith("GET"), 0, Fault.TWICE);
        var retrying = TestStores.retrying(store, retries);
        assertArrayEquals(first, retrying.get(BlobStoreContract.pack(first), 1000));
        var target = new byte[500];
        retrying.read(BlobStoreContract.pack(second), 700, target, 0, 500);
        assertArrayEquals(Arrays.copyOfRange(second, 700, 1200), target);
    }

    @Test
    void aRefusalIsNotTriedAgainAndSaysWhatItKnows() throws IOException {
        proxy.inject(_ -> true, 0, Fault.FORBIDDEN);
        var key = BlobKey.manifest(SnapshotId.random(new Random(3)));
        var thrown = assertThrows(
                StoreRefusedException.class,
                () -> TestStores.retrying(store, retries)
                        .putIfAbsent(key, BlobBody.of(new byte[10])));
        assertEquals(1, proxy.requests().size());
        var message = String.valueOf(thrown.getMessage());
        for (var part : List.of(key.path(), store.toString(), "403", "AccessDenied", "4711")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void whenAttemptsAreUsedUpTheErrorSaysWhatItKnows() {
        proxy.injectAlways(_ -> true, Fault.SLOW_DOWN);
        var thrown = assertThrows(
                StoreUnavailableException.class,
                () -> TestStores.retrying(store, retries).findSize(BlobKey.descriptor()));
        assertEquals(4, proxy.requests().size());
        assertTrue(String.valueOf(thrown.getMessage()).contains("status 503"));
        assertTrue(String.valueOf(thrown.getMessage()).contains("holdfast.json"));
    }

    @Test
    void aMissingBlobIsMissingAtOnce() {
        assertThrows(
                BlobMissingException.class,
                () -> TestStores.retrying(store, retries).get(BlobKey.descriptor(), 10));
        assertEquals(1, proxy.requests().size());
    }

    @Test
    void aRangeBeyondTheEndIsNotTriedAgain() throws IOException {
        var bytes = BlobStoreContract.bytes(100);
        var key = BlobStoreContract.pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        proxy.reset();
        assertThrows(
                CorruptDataException.class,
                () -> TestStores.retrying(store, retries).read(key, 50, new byte[51], 0, 51));
        assertEquals(1, proxy.requests().size());
    }

    @Test
    void aLargeBlobIsOneRequestInEachDirection() throws IOException {
        var bytes = BlobStoreContract.bytes(20 << 20);
        var key = BlobStoreContract.pack(bytes);
        var _ = store.putIfAbsent(key, BlobBody.of(bytes));
        assertEquals(1, proxy.requests().size());
        assertArrayEquals(bytes, store.get(key, bytes.length));
        assertEquals(2, proxy.requests().size());
    }

    @Test
    void aListingOutOfOrderOrWithACutAnswerIsAnOutage() throws IOException {
        for (int i = 0; i < 5; i++) {
            var bytes = BlobStoreContract.bytes(10 + i);
            var _ = store.putIfAbsent(BlobStoreContract.pack(bytes), BlobBody.of(bytes));
        }
        for (var fault : List.of(Fault.SHORT_BODY, Fault.CUT_BODY)) {
            proxy.inject(_ -> true, 0, fault);
            assertThrows(
                    StoreUnavailableException.class, () -> store.list(BlobArea.PACKS, null, 10));
        }
        assertEquals(5, store.list(BlobArea.PACKS, null, 10).size());
    }

    @Test
    void nobodyListensAndNobodyAccepts() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        try (var unreachable =
                TestStores.openImpatient(URI.create("http://127.0.0.1:" + closed), "x/")) {
            assertThrows(
                    StoreUnavailableException.class,
                    () -> unreachable.findSize(BlobKey.descriptor()));
        }
        // A listener whose queue is full lets a connection wait for ever.
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var _ = new Socket(full.getInetAddress(), full.getLocalPort());
                var _ = new Socket(full.getInetAddress(), full.getLocalPort());
                var waiting = TestStores.openImpatient(
                        URI.create("http://127.0.0.1:" + full.getLocalPort()), "x/")) {
            assertThrows(
                    StoreUnavailableException.class, () -> waiting.findSize(BlobKey.descriptor()));
        }
    }
}
