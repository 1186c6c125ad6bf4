package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// What was said about the server of a repository in a bucket; null where nothing was.
record BucketSettings(
        @Nullable String endpoint,
        @Nullable String region,
        @Nullable String pathStyle,
        @Nullable String profile,
        boolean anonymous,
        @Nullable Path authorities,
        @Nullable String storageClass,
        @Nullable String objectLock) {}
