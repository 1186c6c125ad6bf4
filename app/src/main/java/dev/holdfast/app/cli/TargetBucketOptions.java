package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/// The options of the bucket that a copy goes to, as they were typed.
public final class TargetBucketOptions {

    @Option(
            names = "--to-s3-endpoint",
            paramLabel = "URL",
            description = "Address of the S3 server of R.")
    private @Nullable String endpoint;

    @Option(
            names = "--to-s3-region",
            paramLabel = "NAME",
            description = "Region of the bucket of R.")
    private @Nullable String region;

    @Option(
            names = "--to-s3-path-style",
            paramLabel = "WHEN",
            description = "Name the bucket of R in the path: yes, no or auto.")
    private @Nullable String pathStyle;

    @Option(
            names = "--to-s3-profile",
            paramLabel = "NAME",
            description = "Profile of the AWS configuration with the credentials for R.")
    private @Nullable String profile;

    @Option(
            names = "--to-s3-ca",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file for the server of R.")
    private @Nullable Path authorities;

    @Option(
            names = "--to-s3-storage-class",
            paramLabel = "CLASS",
            description = "Storage class of packs and databases in R.")
    private @Nullable String storageClass;

    @Option(
            names = "--to-s3-object-lock",
            paramLabel = "MODE:SPAN",
            description = "Keep what is stored in R from being removed for a while.")
    private @Nullable String objectLock;

    /// What counts for R; `usual` is what counts for the other repository.
    BucketSettings settings(BucketSettings usual) {
        return new BucketSettings(
                endpoint != null ? endpoint : usual.endpoint(),
                region != null ? region : usual.region(),
                pathStyle != null ? pathStyle : usual.pathStyle(),
                profile != null ? profile : usual.profile(),
                usual.anonymous() && profile == null,
                authorities != null ? authorities : usual.authorities(),
                storageClass != null ? storageClass : usual.storageClass(),
                objectLock != null ? objectLock : usual.objectLock());
    }
}
