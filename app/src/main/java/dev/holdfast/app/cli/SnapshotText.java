package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.format.manifest.Json;
import dev.holdfast.format.manifest.SnapshotId;
import dev.holdfast.repository.KnownSnapshot;

import java.util.List;
import java.util.Set;

/// How a list shows a snapshot: one line, or the members of a document. Tags are shown if
/// they were asked for.
final class SnapshotText {

    private final Set<SnapshotId> pins;
    private final TagsOnce tags;

    SnapshotText(Set<SnapshotId> pins, TagsOnce tags) {
        this.pins = pins;
        this.tags = tags;
    }

    String line(KnownSnapshot snapshot) {
        var manifest = snapshot.stored().manifest();
        var source = snapshot.source();
        var known = tags.find(snapshot);
        return "%s  %s  %s  %,10d files  %10s  %s%s%s%s"
                .formatted(
                        manifest.snapshot().shortText(),
                        Amounts.time(snapshot.moment()),
                        Printable.of(snapshot.label()),
                        manifest.totalFiles(),
                        Amounts.bytes(manifest.totalSize()),
                        source == null ? "" : source.root(),
                        known == null || known.isEmpty()
                                ? ""
                                : "  " + Printable.of(known.toString()),
                        pins.contains(manifest.snapshot()) ? "  (pinned)" : "",
                        snapshot.stored().trusted() ? "" : "  (untrusted writer)");
    }

    Json json(List<KnownSnapshot> snapshots) {
        return Json.array(snapshots.stream().map(this::json).toList());
    }

    private Json json(KnownSnapshot snapshot) {
        var manifest = snapshot.stored().manifest();
        var json = Json.object()
                .with("snapshot", Json.of(manifest.snapshot().toString()))
                .with("lineage", Json.of(manifest.lineage().toString()))
                .with("created_at", Json.of(manifest.createdAt().toString()))
                .with("files", Json.of(manifest.totalFiles()))
                .with("bytes", Json.of(manifest.totalSize()))
                .with("packs", Json.of(manifest.blobs().size()))
                .with("pinned", Json.of(pins.contains(manifest.snapshot())))
                .with("writer", Json.of(manifest.writer()))
                .with("trusted", Json.of(snapshot.stored().trusted()));
        var source = snapshot.source();
        var name = snapshot.name();
        if (source != null && name != null) {
            json = json.with("name", Json.of(name))
                    .with("host", Json.of(source.host()))
                    .with("kind", Json.of(source.kind()))
                    .with("root", Json.of(source.root().toString()));
        }
        var known = tags.find(snapshot);
        if (known != null) {
            var members = Json.object();
            for (var tag : known.entrySet()) {
                members = members.with(tag.getKey(), Json.of(tag.getValue()));
            }
            json = json.with("tags", members);
        }
        return json;
    }
}
