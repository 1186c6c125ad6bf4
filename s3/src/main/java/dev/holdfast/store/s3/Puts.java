package dev.holdfast.store.s3;

import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobKind;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Set;

/// Puts of one request each, and what is known of the server's conditions.
///
/// Never in parts: Ceph 16 forgets the condition when an upload in parts is completed.
final class Puts {

    /// How servers that have no conditions call that.
    private static final Set<String> NO_CONDITIONS =
            Set.of("NotImplemented", "InvalidArgument", "InvalidRequest", "UnsupportedHeader");

    private final S3Place place;
    private final S3Options options;
    private final S3Client client;
    private final Failures failures;
    private final InstantSource clock;
    private volatile @Nullable Boolean exclusive;

    /// How a put with a condition ended.
    enum Answer {
        STORED,
        /// Success, but with a tag that does not prove which bytes arrived.
        UNSURE,
        /// Something is there already.
        REFUSED,
        /// This server takes no conditions.
        UNCONDITIONAL
    }

    Puts(
            S3Place place,
            S3Options options,
            S3Client client,
            Failures failures,
            InstantSource clock) {
        this.place = place;
        this.options = options;
        this.client = client;
        this.failures = failures;
        this.clock = clock;
    }

    /// Whether the server honours conditions; null if that is not known yet.
    @Nullable
    Boolean areExclusive() {
        return exclusive;
    }

    Answer put(BlobKey key, BlobBody body, BodyDigest digest) throws IOException {
        if (Boolean.FALSE.equals(exclusive)) return Answer.UNCONDITIONAL;
        try {
            return send(key, body, digest, true) ? Answer.STORED : Answer.UNSURE;
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                exclusive = true;
                return Answer.REFUSED;
            }
            if (knowsNoConditions(e)) return Answer.UNCONDITIONAL;
            throw failures.of("put " + key, e);
        }
    }

    /// Puts without a condition, and says whether the answer's tag proves what arrived.
    boolean putAnyway(BlobKey key, BlobBody body, BodyDigest digest) throws IOException {
        try {
            boolean proved = send(key, body, digest, false);
            // Not before this: what a server refuses with and without it was not the condition.
            exclusive = false;
            return proved;
        } catch (S3Exception e) {
            throw failures.of("put " + key, e);
        }
    }

    /// Puts what is there already, byte for byte, and remembers what the server says.
    boolean tryCondition(BlobKey key, BlobBody present) throws IOException {
        try {
            send(key, present, BodyDigest.of(key, present), true);
            exclusive = false;
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                exclusive = true;
            } else if (knowsNoConditions(e)) {
                exclusive = false;
            } else if (e.statusCode() != 403) {
                throw failures.of("put " + key, e);
            }
        }
        return Boolean.TRUE.equals(exclusive);
    }

    private static boolean knowsNoConditions(S3Exception e) {
        return e.statusCode() == 501
                || (e.statusCode() == 400 && NO_CONDITIONS.contains(Failures.code(e)));
    }

    private boolean send(BlobKey key, BlobBody body, BodyDigest digest, boolean ifAbsent)
            throws IOException {
        var source = new Source(body);
        try {
            var answer = client.putObject(
                    request(key, body.size(), digest, ifAbsent),
                    RequestBody.fromContentProvider(
                            source::open, body.size(), "application/octet-stream"));
            return digest.isTag(answer.eTag());
        } catch (S3Exception e) {
            throw e;
        } catch (SdkException | UncheckedIOException e) {
            var own = source.failure;
            if (own != null) throw own;
            throw failures.of("put " + key, e);
        }
    }

    private PutObjectRequest request(BlobKey key, long size, BodyDigest digest, boolean ifAbsent) {
        var deadline = options.deadlines().of(size);
        var request = PutObjectRequest.builder()
                .bucket(place.bucket())
                .key(place.prefix() + key.path())
                .contentLength(size)
                .contentMD5(digest.base64())
                .overrideConfiguration(o -> o.apiCallTimeout(deadline));
        if (ifAbsent) request.ifNoneMatch("*");
        if (isContent(key.kind())) request.storageClass(options.storageClass());
        var retention = options.retention();
        if (retention != null && isKept(key.kind())) {
            request.objectLockMode(mode(retention.mode()))
                    .objectLockRetainUntilDate(clock.instant().plus(retention.duration()));
        }
        return request.build();
    }

    /// What is large. The rest is so small that other classes cost more than the usual one.
    private static boolean isContent(BlobKind kind) {
        return switch (kind) {
            case PACK, DATABASE -> true;
            case DESCRIPTOR, KEY, LOST, MANIFEST, MARK, PIN -> false;
            case WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT -> false;
        };
    }

    /// What a restore needs. The rest comes and goes.
    private static boolean isKept(BlobKind kind) {
        return switch (kind) {
            case DESCRIPTOR, KEY, PACK, DATABASE, MANIFEST -> true;
            case LOST, MARK, PIN, WRITER, TRASH, TRASH_WRITERS, TRASH_VERDICT -> false;
        };
    }

    private static ObjectLockMode mode(S3Retention.Mode mode) {
        return switch (mode) {
            case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
            case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
        };
    }

    /// A body that remembers its own failure, which is not the server's.
    private static final class Source {

        private final BlobBody body;
        private volatile @Nullable IOException failure;

        Source(BlobBody body) {
            this.body = body;
        }

        InputStream open() {
            try {
                return new FilterInputStream(body.open()) {
                    @Override
                    public int read() throws IOException {
                        return remembered(super::read);
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return remembered(() -> in.read(target, offset, length));
                    }
                };
            } catch (IOException e) {
                failure = e;
                throw new UncheckedIOException(e);
            }
        }

        private int remembered(Reading reading) throws IOException {
            try {
                return reading.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        private interface Reading {

            int read() throws IOException;
        }
    }
}
