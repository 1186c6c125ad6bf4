package dev.holdfast.repository;

import dev.holdfast.catalog.EntryCounts;
import dev.holdfast.catalog.SourceKey;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A snapshot and as much of its label as can be known here: all of it with a metadata key
/// or from this host's catalog, otherwise only what its manifest says to anybody.
public record KnownSnapshot(
        StoredManifest stored,
        @Nullable String name,
        @Nullable SourceKey source,
        @Nullable Instant startedAt,
        @Nullable EntryCounts entries) {

    /// The name if it is known, else the first digits of the id.
    public String label() {
        return name != null ? name : stored.manifest().snapshot().shortText();
    }

    public Instant moment() {
        return startedAt != null ? startedAt : stored.manifest().createdAt();
    }
}
