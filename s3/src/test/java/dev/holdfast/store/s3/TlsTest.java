package dev.holdfast.store.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobStoreContract;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoreRefusedException;
import dev.holdfast.testkit.TlsProxy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// A server with TLS whose certificate is signed by nobody whom Java knows.
final class TlsTest {

    private static @Nullable LocalS3 server;
    private static @Nullable TlsProxy proxy;

    @TempDir
    private static Path directory = Path.of("");

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var started = LocalS3.start();
        server = started;
        var keys = Files.createDirectory(directory.resolve("server"));
        proxy = TlsProxy.open(started.endpoint(), keys);
    }

    @AfterAll
    static void stop() throws IOException {
        if (proxy != null) proxy.close();
        if (server != null) server.close();
    }

    @Test
    void withItsCertificateAServerIsUsedLikeAnyOther() throws IOException {
        try (var store = store(proxy().certificate())) {
            var bytes = BlobStoreContract.bytes(300_000);
            var key = BlobStoreContract.pack(bytes);
            assertEquals(Put.STORED, store.putIfAbsent(key, BlobBody.of(bytes)));
            assertEquals(Put.EXISTED, store.putIfAbsent(key, BlobBody.of(bytes)));
            assertArrayEquals(bytes, store.get(key, bytes.length));
        }
    }

    @Test
    void withoutItOrWithAnotherTheServerIsRefused() throws IOException, InterruptedException {
        var other = TlsProxy.certificate(Files.createDirectory(directory.resolve("other")));
        for (var known : new @Nullable Path[] {null, other}) {
            try (var store = store(known)) {
                var refused = assertThrows(
                        StoreRefusedException.class, () -> store.findSize(BlobKey.descriptor()));
                var message = String.valueOf(refused.getMessage());
                assertTrue(message.contains("certificate is not trusted"), message);
            }
        }
    }

    @Test
    void aFileWithoutACertificateIsAnErrorThatNamesIt() throws IOException {
        var empty = Files.writeString(directory.resolve("empty.pem"), "nothing\n");
        var thrown = assertThrows(IOException.class, () -> store(empty));
        assertTrue(String.valueOf(thrown.getMessage()).contains("empty.pem"));
    }

    private static S3Store store(@Nullable Path authorities) throws IOException {
        var options = new S3Options(
                proxy().endpoint(),
                null,
                true,
                new S3Credentials.Fixed(LocalS3.ACCESS_KEY, LocalS3.SECRET, null),
                authorities,
                null,
                null,
                null,
                S3Deadlines.USUAL);
        var place = new S3Place(LocalS3.BUCKET, "tls/");
        return S3Store.open(place, options, InstantSource.system(), System::nanoTime);
    }

    private static TlsProxy proxy() {
        if (proxy == null) throw new IllegalStateException("no proxy");
        return proxy;
    }
}
