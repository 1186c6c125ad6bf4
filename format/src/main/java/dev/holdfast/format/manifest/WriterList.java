package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `trash/<t>.writers.json`: the runs that were there when, or after, a prune condemned
/// blobs. It deletes nothing before all of them have ended. Specified in
/// docs/format/manifest.md.
///
/// @param writers ascending by their text, each once
public record WriterList(List<WriterId> writers) {

    /// Bytes of a page with thousands of writers.
    public static final int SIZE_MAX = 1 << 20;

    public WriterList {
        writers = List.copyOf(writers);
    }

    public byte[] toByteArray() {
        return Json.object()
                .with("version", Json.of(Manifest.VERSION))
                .with(
                        "writers",
                        Json.array(
                                writers.stream().map(w -> Json.of(w.toString())).toList()))
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a list; `what` names it.
    public static WriterList readFrom(String what, byte[] bytes)
            throws CorruptDataException, FormatTooNewException {
        return PlainPage.read(
                what,
                bytes,
                json -> new WriterList(ascending(json.array("writers"))),
                WriterList::toByteArray);
    }

    private static List<WriterId> ascending(List<Json> values) throws CorruptDataException {
        var writers = new ArrayList<WriterId>(values.size());
        for (var value : values) {
            if (!(value instanceof Json.JsonString(var text))) {
                throw new CorruptDataException("names what is no writer");
            }
            var writer = WriterId.parse(text);
            if (!writers.isEmpty() && writers.getLast().toString().compareTo(text) >= 0) {
                throw new CorruptDataException("its writers are not in ascending order");
            }
            writers.add(writer);
        }
        return writers;
    }
}
