package dev.holdfast.repository;

import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.SnapshotId;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The blob `writers/<w>` of a running backup: while it is there, prune waits.
record WriterMarker(SnapshotId snapshot, Instant createdAt) {

    static WriterMarker of(SnapshotId snapshot, Instant createdAt) {
        return new WriterMarker(snapshot, createdAt);
    }

    byte[] toByteArray() {
        return Json.object()
                .with("version", Json.of(1))
                .with("snapshot", Json.of(snapshot.toString()))
                .with("created_at", Json.of(createdAt.toString()))
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }
}
