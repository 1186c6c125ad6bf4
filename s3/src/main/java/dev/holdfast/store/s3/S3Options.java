package dev.holdfast.store.s3;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;

/// How to talk to a server.
///
/// @param endpoint its address; null for Amazon's in the region
/// @param region null for what the AWS configuration says; with an endpoint, `us-east-1`
/// @param pathStyle whether the bucket is named in the path, not in the name of the host
/// @param authorities file of certificates that vouch for the server, instead of the usual
/// @param proxy address of the HTTP proxy on the way
/// @param storageClass for packs and databases; null for the bucket's own
public record S3Options(
        @Nullable URI endpoint,
        @Nullable String region,
        boolean pathStyle,
        S3Credentials credentials,
        @Nullable Path authorities,
        @Nullable URI proxy,
        @Nullable String storageClass,
        @Nullable S3Retention retention,
        S3Deadlines deadlines) {

    boolean isPlainHttp() {
        return endpoint != null && "http".equalsIgnoreCase(endpoint.getScheme());
    }
}
