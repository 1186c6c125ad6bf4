package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.format.manifest.WriterId;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.store.StoreUnavailableException;
import dev.holdfast.testkit.Fault;
import dev.holdfast.testkit.FaultProxy;
import dev.holdfast.testkit.SeenRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/// What a put asks for besides storing. The server is not asked: not every one of those that
/// run in tests knows of locks and classes. What Ceph makes of them is in [CephTest].
final class PutHeadersTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static final BlobKey PACK = BlobStoreContract.pack(new byte[3]);
    private static final BlobKey MANIFEST = BlobKey.manifest(SnapshotId.random(new Random(1)));
    private static final BlobKey MARKER = BlobKey.writer(WriterId.random(new Random(1)));

    private static @Nullable LocalS3 server;

    @BeforeAll
    static void start() throws IOException {
        server = LocalS3.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @Test
    void aLockIsAskedForWhereARestoreNeedsTheBlob() throws IOException {
        var lock = new S3Retention(S3Retention.Mode.COMPLIANCE, Duration.ofDays(30));
        for (var key : new BlobKey[] {PACK, MANIFEST}) {
            var put = put(key, null, lock);
            assertEquals("COMPLIANCE", put.find("x-amz-object-lock-mode"));
            var until = put.find("x-amz-object-lock-retain-until-date");
            assertNotNull(until);
            assertEquals(NOW.plus(Duration.ofDays(30)), Instant.parse(until));
            // Servers refuse a lock without it.
            assertNotNull(put.find("content-md5"));
        }
        assertNull(put(MARKER, null, lock).find("x-amz-object-lock-mode"));
        assertNull(put(PACK, null, null).find("x-amz-object-lock-mode"));
    }

    @Test
    void aStorageClassIsAskedForWhereThereIsMuchToStore() throws IOException {
        var name = "x-amz-storage-class";
        assertEquals("GLACIER_IR", put(PACK, "GLACIER_IR", null).find(name));
        assertNull(put(MANIFEST, "GLACIER_IR", null).find(name));
        assertNull(put(PACK, null, null).find(name));
    }

    private static SeenRequest put(
            BlobKey key, @Nullable String storageClass, @Nullable S3Retention retention)
            throws IOException {
        if (server == null) throw new IllegalStateException("no server");
        try (var proxy = FaultProxy.open(server.endpoint())) {
            var usual = TestStores.options(proxy.endpoint());
            var options = new S3Options(
                    usual.endpoint(),
                    usual.region(),
                    usual.pathStyle(),
                    usual.credentials(),
                    null,
                    null,
                    storageClass,
                    retention,
                    usual.deadlines());
            proxy.inject(_ -> true, 0, Fault.LOST_REPORTED_DONE);
            var place = new S3Place(LocalS3.BUCKET, "headers/");
            try (var store =
                    S3Store.open(place, options, InstantSource.fixed(NOW), System::nanoTime)) {
                var _ = store.putIfAbsent(key, BlobBody.of(new byte[3]));
            } catch (StoreUnavailableException e) {
                // As it should: the answer proves nothing, and nothing is there.
                assertEquals(1, proxy.seen().size() - 1);
            }
            return proxy.seen().getFirst();
        }
    }
}
