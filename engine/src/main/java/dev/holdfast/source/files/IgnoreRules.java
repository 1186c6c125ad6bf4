package dev.holdfast.source.files;

import org.jspecify.annotations.Nullable;

/// What the ignore files of the directory at `depth` say, and of those above it.
record IgnoreRules(ExcludeList list, int depth, @Nullable IgnoreRules above) {}
