package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.flow.Scope;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.store.Retry;
import dev.holdfast.store.StoreRefusedException;
import dev.holdfast.store.StoredBlob;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A listing of several pages, most of which are asked for at once, and one goes wrong.
final class LongListingTest {

    private static final int PACKS = 2600;
    private static final List<StoredBlob> EXPECTED = new ArrayList<>();
    private static @Nullable LocalS3 server;

    private final List<Retry> retries = Collections.synchronizedList(new ArrayList<>());
    private FaultProxy proxy;
    private S3Store store;

    @BeforeAll
    static void fill() throws IOException, InterruptedException {
        server = LocalS3.start();
        var next = new AtomicInteger();
        try (var store = TestStores.open(server.endpoint(), "long/")) {
            Scope.waiting(8, () -> {
                for (int i = next.getAndIncrement(); i < PACKS; i = next.getAndIncrement()) {
                    var bytes = ("pack " + i).getBytes(StandardCharsets.US_ASCII);
                    var key = BlobStoreContract.pack(bytes);
                    var _ = store.putIfAbsent(key, BlobBody.of(bytes));
                    synchronized (EXPECTED) {
                        EXPECTED.add(new StoredBlob(key.path(), bytes.length));
                    }
                }
            });
        }
        EXPECTED.sort(Comparator.comparing(StoredBlob::path));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @BeforeEach
    void open() throws IOException {
        if (server == null) throw new IllegalStateException("no server");
        proxy = FaultProxy.open(server.endpoint());
        store = TestStores.openImpatient(proxy.endpoint(), "long/");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        proxy.close();
    }

    @Test
    void pagesAfterTheFirstAreAskedForAtOnce() throws IOException {
        proxy.latency(Duration.ofMillis(50));
        assertEquals(EXPECTED, scanned(TestStores.retrying(store, retries)));
        int requests = proxy.requests().size() - retries.size();
        assertTrue(requests == 3 || requests == 4, () -> requests + " requests");
        assertTrue(proxy.underWayMost() >= 2);
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
                "TWICE"
            })
    void whicheverPageFailsOnceTheListingIsWhole(Fault fault) throws IOException {
        for (int page = 0; page < 3; page++) {
            proxy.reset();
            retries.clear();
            proxy.inject(request -> request.startsWith("LIST"), page, fault);
            assertEquals(EXPECTED, scanned(TestStores.retrying(store, retries)));
            assertTrue(proxy.hasHappened());
        }
    }

    @Test
    void aPageThatIsRefusedFailsTheListingInOneSentence() throws IOException {
        for (int page = 0; page < 3; page++) {
            proxy.inject(request -> request.startsWith("LIST"), page, Fault.FORBIDDEN);
            var thrown = assertThrows(
                    StoreRefusedException.class,
                    () -> scanned(TestStores.retrying(store, retries)));
            var message = String.valueOf(thrown.getMessage());
            assertTrue(message.startsWith("cannot list packs/ in " + store + ": "), message);
            assertTrue(message.contains("403 AccessDenied"), message);
        }
        assertEquals(EXPECTED, scanned(TestStores.retrying(store, retries)));
    }

    /// What a server does not tell of, nobody can know; but no page makes up for another one.
    @Test
    void aPageThatLacksItsLastNameNeverMovesOrRepeatsOthers() throws IOException {
        for (int page = 0; page < 3; page++) {
            proxy.inject(request -> request.startsWith("LIST"), page, Fault.SHORT_LIST);
            var scanned = scanned(TestStores.retrying(store, retries));
            assertTrue(proxy.hasHappened());
            var left = new ArrayList<>(EXPECTED);
            left.removeAll(scanned);
            assertTrue(left.size() <= 1, () -> left + " are missing");
            var known = new ArrayList<>(EXPECTED);
            known.removeAll(left);
            assertEquals(known, scanned);
        }
    }

    private static List<StoredBlob> scanned(BlobStore store) throws IOException {
        var scanned = new ArrayList<StoredBlob>();
        store.scan(BlobArea.PACKS, scanned::add);
        return scanned;
    }
}
