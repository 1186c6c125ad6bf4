package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `trash/<t>.json` and `trash/<t>.verdict.json`: the paths of blobs that a prune has
/// condemned, or may delete. Specified in docs/format/manifest.md.
///
/// @param paths ascending, each once
public record BlobPaths(List<String> paths) {

    /// What one list may name: far below what a reader accepts as JSON, so that prune makes
    /// several lists instead of one that cannot be read.
    public static final int COUNT_MAX = 100_000;

    /// Bytes of a page with that many packs, and room for longer paths.
    public static final int SIZE_MAX = 16 << 20;

    public BlobPaths {
        paths = List.copyOf(paths);
    }

    public byte[] toByteArray() {
        return Json.object()
                .with("version", Json.of(Manifest.VERSION))
                .with("keys", Json.array(paths.stream().map(Json::of).toList()))
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a list; `what` names it. Whether its paths are those of blobs is for others.
    public static BlobPaths readFrom(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        return PlainPage.read(
                what,
                bytes,
                json -> new BlobPaths(ascending(json.array("keys"))),
                BlobPaths::toByteArray);
    }

    private static List<String> ascending(List<Json> values) throws CorruptDataException {
        var paths = new ArrayList<String>(values.size());
        for (var value : values) {
            if (!(value instanceof Json.JsonString(var path))) {
                throw new CorruptDataException("names what is no path");
            }
            if (!paths.isEmpty() && paths.getLast().compareTo(path) >= 0) {
                throw new CorruptDataException("its keys are not in ascending order");
            }
            paths.add(path);
        }
        return paths;
    }
}
