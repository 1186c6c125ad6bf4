package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The blob `writers/<w>` of a run that writes: while it is there, prune deletes nothing
/// that the run may rely on. Specified in docs/format/manifest.md.
///
/// @param createdAt a label; age makes nothing safe (invariant I10)
public record WriterMarker(SnapshotId snapshot, Instant createdAt) {

    /// Nobody needs a larger one.
    public static final int SIZE_MAX = 4096;

    public byte[] toByteArray() {
        return Json.object()
                .with("version", Json.of(Manifest.VERSION))
                .with("snapshot", Json.of(snapshot.toString()))
                .with("created_at", Json.of(createdAt.toString()))
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a marker; `what` names it.
    public static WriterMarker readFrom(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        return PlainPage.read(
                what,
                bytes,
                json -> new WriterMarker(
                        SnapshotId.parse(json.text("snapshot")),
                        Manifest.instant(json.text("created_at"))),
                WriterMarker::toByteArray);
    }
}
