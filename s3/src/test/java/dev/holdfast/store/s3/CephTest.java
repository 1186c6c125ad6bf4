package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.backup.TestRepository;
import dev.holdfast.restore.Restores;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.testkit.Ceph;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps the whole contract on a Ceph cluster: `-Dceph=true`.
@EnabledIfSystemProperty(named = Ceph.PROPERTY, matches = "true")
final class CephTest extends BlobStoreContract {

    private static final AtomicInteger STORES = new AtomicInteger();
    private static @Nullable Ceph ceph;

    private final List<BlobStore> opened = new ArrayList<>();

    @TempDir
    Path directory = Path.of("");

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var started = Ceph.start();
        ceph = started;
        System.err.println(started.version());
        try (var client = Clients.open(options())) {
            client.createBucket(bucket -> bucket.bucket(LocalS3.BUCKET));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (ceph != null) ceph.close();
    }

    @AfterEach
    void close() throws IOException {
        for (var store : opened) store.close();
    }

    @Override
    protected BlobStore store() throws IOException {
        var place = new S3Place(LocalS3.BUCKET, "contract/" + STORES.incrementAndGet() + '/');
        var store = S3Store.open(place, options(), InstantSource.system(), System::nanoTime);
        opened.add(store);
        return store;
    }

    @Test
    void cephHonoursConditionsAlsoForLargeBlobs() throws IOException {
        var store = store();
        var bytes = bytes(40 << 20);
        var key = pack(bytes);
        expectStored(store.putIfAbsent(key, BlobBody.of(bytes)));
        assertEquals(dev.holdfast.store.Put.EXISTED, store.putIfAbsent(key, BlobBody.of(bytes)));
        var _ = store.putIfAbsent(BlobKey.descriptor(), BlobBody.of(bytes(100)));
        assertTrue(store.isExclusive());
    }

    @Test
    void whatWasBackedUpIntoCephComesBack() throws IOException, InterruptedException {
        var tree = Files.createDirectory(directory.resolve("tree"));
        for (int i = 0; i < 20; i++) Files.write(tree.resolve("f" + i), bytes(i * 10_000));
        try (var test = new TestRepository(store(), directory.resolve("state"))) {
            assertTrue(test.backup(tree).isWhole());
            var target = directory.resolve("target");
            assertTrue(new Restores(test, directory).run(target).isWhole());
            for (int i = 0; i < 20; i++) {
                assertEquals(-1, Files.mismatch(tree.resolve("f" + i), target.resolve("f" + i)));
            }
        }
    }

    @Test
    void cephKeepsALockThatWasAskedForAndRefusesAClassItDoesNotHave() throws IOException {
        try (var client = Clients.open(options())) {
            client.createBucket(bucket -> bucket.bucket("locked").objectLockEnabledForBucket(true));
            var lock = new S3Retention(S3Retention.Mode.COMPLIANCE, Duration.ofDays(1));
            var key = pack(bytes(1000));
            try (var store = store("locked", options(null, lock))) {
                expectStored(store.putIfAbsent(key, BlobBody.of(bytes(1000))));
            }
            var kept = client.getObjectRetention(
                            request -> request.bucket("locked").key("x/" + key.path()))
                    .retention();
            assertEquals(ObjectLockRetentionMode.COMPLIANCE, kept.mode());
            assertTrue(kept.retainUntilDate().isAfter(Instant.now().plusSeconds(80_000)));
        }
        try (var store = store(LocalS3.BUCKET, options("NO_SUCH_CLASS", null))) {
            assertThrows(
                    IOException.class,
                    () -> store.putIfAbsent(pack(bytes(10)), BlobBody.of(bytes(10))));
        }
    }

    private static S3Store store(String bucket, S3Options options) throws IOException {
        var place = new S3Place(bucket, "x/");
        return S3Store.open(place, options, InstantSource.system(), System::nanoTime);
    }

    private static S3Options options() {
        return options(null, null);
    }

    private static S3Options options(
            @Nullable String storageClass, @Nullable S3Retention retention) {
        var server = ceph;
        if (server == null) throw new IllegalStateException("no server");
        return new S3Options(
                server.endpoint(),
                null,
                true,
                new S3Credentials.Fixed(server.accessKey(), server.secret(), null),
                null,
                null,
                storageClass,
                retention,
                S3Deadlines.USUAL);
    }
}
