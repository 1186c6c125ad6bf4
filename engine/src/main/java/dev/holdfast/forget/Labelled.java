package dev.holdfast.forget;

import dev.holdfast.format.manifest.SnapshotId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// What of a snapshot decides whether it is kept.
///
/// @param previous the snapshot after which it was made, as its writer knew it
/// @param moment when it says that its backup ended
/// @param pinned must not be forgotten
public record Labelled(
        SnapshotId id,
        @Nullable SnapshotId previous,
        Instant moment,
        Map<String, String> tags,
        boolean pinned) {

    public Labelled {
        tags = Map.copyOf(tags);
    }
}
