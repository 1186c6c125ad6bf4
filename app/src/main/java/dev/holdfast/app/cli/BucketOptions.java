package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.nio.file.Path;

/// The options of a repository in a bucket, as they were typed.
public final class BucketOptions {

    @Option(
            names = "--s3-endpoint",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Address of the S3 server. Default: Amazon's in the region.")
    private @Nullable String endpoint;

    @Option(
            names = "--s3-region",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Region of the bucket. Default: $AWS_REGION or the AWS configuration;"
                    + " us-east-1 with --s3-endpoint.")
    private @Nullable String region;

    @Option(
            names = "--s3-path-style",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            description = "Name the bucket in the path, not the host: yes, no, or auto (with"
                    + " --s3-endpoint, the default).")
    private @Nullable String pathStyle;

    @Option(
            names = "--s3-profile",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Profile of the AWS configuration with the credentials. Default:"
                    + " $AWS_ACCESS_KEY_ID, then what the AWS tools would use.")
    private @Nullable String profile;

    @Option(
            names = "--s3-anonymous",
            scope = ScopeType.INHERIT,
            description = "Use no credentials: the bucket is open to everybody.")
    private boolean anonymous;

    @Option(
            names = "--s3-ca",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file, and no others.")
    private @Nullable Path authorities;

    @Option(
            names = "--s3-storage-class",
            scope = ScopeType.INHERIT,
            paramLabel = "CLASS",
            description =
                    "Storage class of packs and databases, such as STANDARD_IA or" + " GLACIER_IR.")
    private @Nullable String storageClass;

    @Option(
            names = "--s3-object-lock",
            scope = ScopeType.INHERIT,
            paramLabel = "MODE:SPAN",
            description = "Keep what is stored from being removed for a while, such as"
                    + " compliance:30d or governance:2w.")
    private @Nullable String objectLock;

    BucketSettings settings() {
        return new BucketSettings(
                endpoint,
                region,
                pathStyle,
                profile,
                anonymous,
                authorities,
                storageClass,
                objectLock);
    }
}
