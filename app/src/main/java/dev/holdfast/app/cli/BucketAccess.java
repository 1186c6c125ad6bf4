package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.store.BlobStore;
import dev.holdfast.store.s3.S3Credentials;
import dev.holdfast.store.s3.S3Deadlines;
import dev.holdfast.store.s3.S3Options;
import dev.holdfast.store.s3.S3Place;
import dev.holdfast.store.s3.S3Retention;
import dev.holdfast.store.s3.S3Store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/// From options and variables to the store in a bucket. Apart from its caller, so that a
/// repository in a directory loads nothing of the S3 library.
final class BucketAccess {

    private static final String SPELLING = "places in a bucket look like s3://bucket/prefix";

    private final Surroundings surroundings;
    private final BucketSettings options;

    BucketAccess(Surroundings surroundings, BucketSettings options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    BlobStore open(RepositoryPlace place) throws IOException {
        return S3Store.open(parse(place.text()), options(), surroundings.clock(), System::nanoTime);
    }

    /// The one name of a place: the same bucket on two servers is two places.
    String name(RepositoryPlace place) throws CommandException {
        var endpoint = endpoint();
        var name = parse(place.text()).toString();
        return endpoint == null ? name : name + " (" + endpoint + ")";
    }

    private static S3Place parse(String text) throws CommandException {
        var place = S3Place.find(text);
        if (place != null) return place;
        throw CommandException.usage(Printable.of(text) + " is no place in a bucket", SPELLING);
    }

    private S3Options options() throws CommandException {
        var endpoint = endpoint();
        var region = region();
        return new S3Options(
                endpoint,
                region,
                pathStyle(endpoint != null),
                credentials(),
                options.authorities(),
                proxy(endpoint),
                storageClass(),
                retention(),
                S3Deadlines.USUAL);
    }

    private @Nullable URI endpoint() throws CommandException {
        var text = options.endpoint();
        if (text == null) return null;
        try {
            var endpoint = new URI(text.contains("://") ? text : "https://" + text);
            var scheme = String.valueOf(endpoint.getScheme());
            if (endpoint.getHost() != null && scheme.matches("https?")) return endpoint;
        } catch (URISyntaxException e) {
            throw noEndpoint(text);
        }
        throw noEndpoint(text);
    }

    private static CommandException noEndpoint(String text) {
        return CommandException.usage(
                "--s3-endpoint: " + Printable.of(text) + " is no address of a server",
                "addresses look like https://s3.example.org or http://127.0.0.1:9000");
    }

    private @Nullable String region() {
        if (options.region() != null) return options.region();
        for (var name : new String[] {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
            if (!surroundings.variable(name).isEmpty()) return surroundings.variable(name);
        }
        return null;
    }

    private boolean pathStyle(boolean otherServer) throws CommandException {
        var when = options.pathStyle() == null ? "auto" : options.pathStyle();
        return switch (when) {
            case "auto" -> otherServer;
            case "yes" -> true;
            case "no" -> false;
            default ->
                throw CommandException.usage(
                        "--s3-path-style: " + Printable.of(when) + " is none of yes, no, auto",
                        null);
        };
    }

    private S3Credentials credentials() throws CommandException {
        if (options.anonymous()) {
            if (options.profile() == null) return new S3Credentials.Anonymous();
            throw CommandException.usage(
                    "--s3-anonymous and --s3-profile exclude each other", null);
        }
        if (options.profile() != null) return new S3Credentials.Profile(options.profile());
        var key = surroundings.variable("AWS_ACCESS_KEY_ID");
        var secret = surroundings.variable("AWS_SECRET_ACCESS_KEY");
        var token = surroundings.variable("AWS_SESSION_TOKEN");
        return key.isEmpty() || secret.isEmpty()
                ? new S3Credentials.Chain()
                : new S3Credentials.Fixed(key, secret, token.isEmpty() ? null : token);
    }

    private @Nullable URI proxy(@Nullable URI endpoint) throws CommandException {
        var proxies = new ProxyVariables(surroundings);
        return endpoint == null
                ? proxies.find("https", "s3.amazonaws.com")
                : proxies.find(endpoint.getScheme(), endpoint.getHost());
    }

    private @Nullable String storageClass() throws CommandException {
        var name = options.storageClass();
        if (name == null) return null;
        var storageClass = name.toUpperCase(Locale.ROOT);
        if (storageClass.equals("GLACIER") || storageClass.equals("DEEP_ARCHIVE")) {
            throw CommandException.usage(
                    "--s3-storage-class: what lies in " + storageClass
                            + " cannot be read before somebody has had it restored",
                    "GLACIER_IR costs little more and can be read at any time");
        }
        return storageClass;
    }

    private @Nullable S3Retention retention() throws CommandException {
        var text = options.objectLock();
        if (text == null) return null;
        int colon = text.indexOf(':');
        var mode = text.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
        var now = surroundings.clock().instant();
        var span = TimeSpan.parse(text.substring(colon + 1));
        var duration = Duration.between(span.before(now), now);
        return switch (mode) {
            case "compliance" -> new S3Retention(S3Retention.Mode.COMPLIANCE, duration);
            case "governance" -> new S3Retention(S3Retention.Mode.GOVERNANCE, duration);
            default ->
                throw CommandException.usage(
                        "--s3-object-lock: " + Printable.of(text) + " names no mode",
                        "locks look like compliance:30d or governance:2w");
        };
    }
}
