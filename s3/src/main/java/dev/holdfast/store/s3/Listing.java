package dev.holdfast.store.s3;

import dev.holdfast.store.BlobArea;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.StoredBlob;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Pages of keys. An answer that is out of order, or about something else, is an outage and
/// not a listing: whoever deletes by one must not be shown less than there is. Several pages
/// may be asked for at once.
final class Listing {

    private final S3Place place;
    private final S3Deadlines deadlines;
    private final S3Client client;
    private final Failures failures;

    Listing(S3Place place, S3Options options, S3Client client, Failures failures) {
        this.place = place;
        this.deadlines = options.deadlines();
        this.client = client;
        this.failures = failures;
    }

    /// As [BlobStore#list] wants it. A server may give fewer than it was asked for and say
    /// that there are more.
    List<StoredBlob> page(BlobArea area, @Nullable String after, int limit) throws IOException {
        var page = new ArrayList<StoredBlob>();
        String token = null;
        while (true) {
            var answer =
                    ask(area, after, token, Math.min(limit - page.size(), BlobStore.PAGE_LIMIT));
            append(area, after, answer, page);
            boolean more = Boolean.TRUE.equals(answer.isTruncated());
            if (!more || page.size() >= limit) return page;
            token = answer.nextContinuationToken();
            if (token == null) throw odd(area, "says that more follows, and not where");
        }
    }

    private ListObjectsV2Response ask(
            BlobArea area, @Nullable String after, @Nullable String token, int limit)
            throws IOException {
        try {
            return client.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket(place.bucket())
                    .prefix(place.prefix() + area.prefix())
                    .startAfter(after == null ? null : place.prefix() + after)
                    .continuationToken(token)
                    .maxKeys(limit)
                    .overrideConfiguration(o -> o.apiCallTimeout(deadlines.request()))
                    .build());
        } catch (SdkException | UncheckedIOException e) {
            throw failures.of("list " + area.prefix(), e);
        }
    }

    private void append(
            BlobArea area,
            @Nullable String after,
            ListObjectsV2Response answer,
            List<StoredBlob> page)
            throws IOException {
        var count = answer.keyCount();
        if (count != null && count != answer.contents().size()) {
            throw odd(
                    area,
                    "says %d keys and has %d".formatted(count, answer.contents().size()));
        }
        if (isOfAnotherPage(after, answer.startAfter())) throw odd(area, "is about another page");
        var before = page.isEmpty() ? after : page.getLast().path();
        for (var object : answer.contents()) {
            var key = object.key();
            if (key == null || !key.startsWith(place.prefix() + area.prefix())) {
                throw odd(area, "is about something else");
            }
            var path = key.substring(place.prefix().length());
            if (before != null && path.compareTo(before) <= 0) throw odd(area, "is out of order");
            before = path;
            // What a console makes when somebody "creates a folder" is no blob.
            if (!path.endsWith("/")) page.add(new StoredBlob(path, object.size()));
        }
    }

    /// Whether an answer names another beginning than was asked for. Not all servers name any.
    private boolean isOfAnotherPage(@Nullable String after, @Nullable String answered) {
        if (after == null || answered == null || !answered.startsWith(place.prefix())) return false;
        return !answered.equals(place.prefix() + after);
    }

    private IOException odd(BlobArea area, String what) {
        return failures.unavailable("list " + area.prefix(), "the answer " + what);
    }
}
