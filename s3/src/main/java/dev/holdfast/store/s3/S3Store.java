package dev.holdfast.store.s3;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobBody;
import dev.holdfast.store.BlobExistsException;
import dev.holdfast.store.BlobKey;
import dev.holdfast.store.BlobMissingException;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.Put;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// Blobs as objects of a bucket, in requests as few as can be: one a call, but where an
/// answer leaves a question open.
///
/// A put is one request with `If-None-Match: *`. Servers that know no such condition are
/// asked first whether the object is there; two puts at once may then both store, which
/// [#isExclusive] tells.
public final class S3Store implements BlobStore {

    private static final int DESCRIPTOR_MAX = 64 * 1024;

    /// As many as contents that are fetched at once. A page of packs is 300 KB of XML.
    private static final int PAGES_AT_ONCE = 16;

    private final S3Place place;
    private final S3Deadlines deadlines;
    private final S3Client client;
    private final Puts puts;
    private final Listing listing;
    private final Failures failures;
    private final LongSupplier nanoTime;

    private S3Store(
            S3Place place,
            S3Options options,
            S3Client client,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.place = place;
        this.deadlines = options.deadlines();
        this.client = client;
        this.failures = new Failures(place);
        this.puts = new Puts(place, options, client, failures, clock);
        this.listing = new Listing(place, options, client, failures);
        this.nanoTime = nanoTime;
    }

    /// Makes no request yet. `clock` dates retentions; `nanoTime` never goes back.
    public static S3Store open(
            S3Place place, S3Options options, InstantSource clock, LongSupplier nanoTime)
            throws IOException {
        return new S3Store(place, options, Clients.open(options), clock, nanoTime);
    }

    @Override
    public Put putIfAbsent(BlobKey key, BlobBody body) throws IOException {
        var digest = BodyDigest.of(key, body);
        return switch (puts.put(key, body, digest)) {
            case STORED -> Put.STORED;
            case UNSURE -> requireThere(key, body.size(), Put.STORED);
            case REFUSED -> requireThere(key, body.size(), Put.EXISTED);
            case UNCONDITIONAL -> putUnlessThere(key, body, digest);
        };
    }

    private Put putUnlessThere(BlobKey key, BlobBody body, BodyDigest digest) throws IOException {
        if (isThere(key, body.size())) return Put.EXISTED;
        return puts.putAnyway(key, body, digest)
                ? Put.STORED
                : requireThere(key, body.size(), Put.STORED);
    }

    private Put requireThere(BlobKey key, long size, Put put) throws IOException {
        if (isThere(key, size)) return put;
        throw failures.unavailable(
                "put " + key, "the server said that it is there, and then that it is not");
    }

    /// Whether a blob of this size has the name.
    private boolean isThere(BlobKey key, long size) throws IOException {
        var found = findSize(key);
        if (found != null && found != size) {
            throw new BlobExistsException(key, toString(), size, found);
        }
        return found != null;
    }

    @Override
    public InputStream open(BlobKey key) throws IOException {
        var in = get(key, null, 0);
        var length = in.response().contentLength();
        if (length == null) {
            in.abort();
            throw failures.unavailable("get " + key, "an answer without a length");
        }
        return stream(key, in, length);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("%d bytes at %d".formatted(length, offset));
        }
        if (length == 0) return nothing(key, offset);
        var in = get(key, "bytes=%d-%d".formatted(offset, offset + length - 1), length);
        var answer = in.response();
        try {
            RangeAnswer.of(answer.contentRange(), answer.contentLength())
                    .check(key, toString(), offset, length, failures);
        } catch (IOException e) {
            in.abort();
            throw e;
        }
        return stream(key, in, length);
    }

    /// No request asks for nothing, so this one asks for the size.
    private InputStream nothing(BlobKey key, long offset) throws IOException {
        var size = findSize(key);
        if (size == null) throw new BlobMissingException(key, toString());
        if (offset > size)
            throw new CorruptDataException(RangeAnswer.tooShort(key, toString(), size, 0, offset));
        return InputStream.nullInputStream();
    }

    private InputStream stream(
            BlobKey key, ResponseInputStream<GetObjectResponse> in, long length) {
        return new ObjectStream(
                "get " + key,
                in,
                length,
                failures,
                nanoTime,
                deadlines.of(length).toNanos());
    }

    private ResponseInputStream<GetObjectResponse> get(
            BlobKey key, @Nullable String range, long length) throws IOException {
        try {
            var request = GetObjectRequest.builder()
                    .bucket(place.bucket())
                    .key(place.prefix() + key.path())
                    .range(range)
                    .overrideConfiguration(o -> o.apiCallTimeout(deadlines.request()))
                    .build();
            return client.getObject(request, ResponseTransformer.toInputStream());
        } catch (S3Exception e) {
            if (isNotFound(e)) throw new BlobMissingException(key, toString());
            if (e.statusCode() == 416) {
                throw new CorruptDataException(
                        "%s in %s is shorter than the %d bytes of %s that were asked for"
                                .formatted(key, this, length, range));
            }
            throw failures.of("get " + key, e);
        } catch (SdkException | UncheckedIOException e) {
            throw failures.of("get " + key, e);
        }
    }

    @Override
    public @Nullable Long findSize(BlobKey key) throws IOException {
        try {
            return client.headObject(request -> request.bucket(place.bucket())
                            .key(place.prefix() + key.path())
                            .overrideConfiguration(o -> o.apiCallTimeout(deadlines.request())))
                    .contentLength();
        } catch (S3Exception e) {
            if (isNotFound(e)) return null;
            throw failures.of("look for " + key, e);
        } catch (SdkException | UncheckedIOException e) {
            throw failures.of("look for " + key, e);
        }
    }

    @Override
    public List<StoredBlob> list(BlobArea area, @Nullable String after, int limit)
            throws IOException {
        if (limit < 1) throw new IllegalArgumentException("a page of " + limit);
        return listing.page(area, after, limit);
    }

    @Override
    public int pagesAtOnce() {
        return PAGES_AT_ONCE;
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        try {
            client.deleteObject(request -> request.bucket(place.bucket())
                    .key(place.prefix() + key.path())
                    .overrideConfiguration(o -> o.apiCallTimeout(deadlines.request())));
        } catch (S3Exception e) {
            if (!isNotFound(e)) throw failures.of("delete " + key, e);
        } catch (SdkException | UncheckedIOException e) {
            throw failures.of("delete " + key, e);
        }
    }

    /// Puts the descriptor that is there once more, with the same bytes, so that nothing
    /// changes where the condition is not honoured.
    @Override
    public boolean isExclusive() throws IOException {
        if (puts.areExclusive() != null) return Boolean.TRUE.equals(puts.areExclusive());
        byte[] descriptor;
        try {
            descriptor = get(BlobKey.descriptor(), DESCRIPTOR_MAX);
        } catch (BlobMissingException e) {
            return false;
        }
        return puts.tryCondition(BlobKey.descriptor(), BlobBody.of(descriptor));
    }

    @Override
    public boolean isKnownWeak() {
        return Boolean.FALSE.equals(puts.areExclusive());
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return place.toString();
    }

    private static boolean isNotFound(S3Exception e) {
        return e.statusCode() == 404 && !Failures.code(e).equals("NoSuchBucket");
    }
}
