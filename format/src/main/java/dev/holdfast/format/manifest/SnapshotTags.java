package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `marks/<snapshot>.age`, decrypted: the tags of a snapshot after they were edited.
/// Specified in docs/format/manifest.md.
public record SnapshotTags(SnapshotId snapshot, SortedMap<String, String> tags) {

    /// Decoded bytes.
    public static final int SIZE_MAX = 1 << 20;

    public SnapshotTags {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    public SnapshotTags(SnapshotId snapshot, Map<String, String> tags) {
        this(snapshot, new TreeMap<>(tags));
    }

    public byte[] toByteArray() {
        var members = Json.object();
        for (var tag : tags.entrySet()) {
            members = members.with(tag.getKey(), Json.of(tag.getValue()));
        }
        return Json.object()
                .with("version", Json.of(Manifest.VERSION))
                .with("snapshot", Json.of(snapshot.toString()))
                .with("tags", members)
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a mark; `what` names it.
    public static SnapshotTags readFrom(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        return PlainPage.read(what, bytes, SnapshotTags::of, SnapshotTags::toByteArray);
    }

    private static SnapshotTags of(Json.JsonObject json) throws CorruptDataException {
        var tags = new TreeMap<String, String>();
        for (var member : json.object("tags").members().entrySet()) {
            if (!(member.getValue() instanceof Json.JsonString(var value))) {
                throw new CorruptDataException("a tag is not a string");
            }
            tags.put(member.getKey(), value);
        }
        return new SnapshotTags(SnapshotId.parse(json.text("snapshot")), tags);
    }
}
