package dev.holdfast.store.s3;

import dev.holdfast.store.Retry;
import dev.holdfast.store.RetryPolicy;
import dev.holdfast.store.RetryingStore;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/// Stores as tests want them: known keys, and short deadlines where a server is to be given up.
final class TestStores {

    private static final S3Deadlines IMPATIENT = new S3Deadlines(
            Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(20), 1 << 20);

    private TestStores() {}

    static S3Options options(URI endpoint) {
        return options(endpoint, S3Deadlines.USUAL);
    }

    private static S3Options options(URI endpoint, S3Deadlines deadlines) {
        return new S3Options(
                endpoint,
                null,
                true,
                new S3Credentials.Fixed(LocalS3.ACCESS_KEY, LocalS3.SECRET, null),
                null,
                null,
                null,
                null,
                deadlines);
    }

    /// As a person would have it, but that nobody waits between attempts.
    static RetryingStore retrying(S3Store store, List<Retry> retries) {
        var policy = new RetryPolicy(
                4, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(1));
        return new RetryingStore(
                store, policy, new Random(1), System::nanoTime, _ -> {}, retries::add);
    }

    static S3Store open(URI endpoint, String prefix) throws IOException {
        return open(options(endpoint), prefix);
    }

    /// One that gives a silent server up after a second.
    static S3Store openImpatient(URI endpoint, String prefix) throws IOException {
        return open(options(endpoint, IMPATIENT), prefix);
    }

    private static S3Store open(S3Options options, String prefix) throws IOException {
        return S3Store.open(
                new S3Place(LocalS3.BUCKET, prefix),
                options,
                InstantSource.system(),
                System::nanoTime);
    }
}
