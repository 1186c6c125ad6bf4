package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.FormatTooNewException;

import java.util.Arrays;
import java.util.function.Function;

/// How every small page of version 1 is read: too new is said by name, and the bytes are
/// exactly those that the page would be written with.
final class PlainPage {

    private PlainPage() {}

    /// Makes a page of a JSON object.
    interface Parser<T> {

        T parse(Json.JsonObject json) throws CorruptDataException;
    }

    static <T> T read(
            String what, byte[] bytes, Parser<T> parser, Function<? super T, byte[]> writer)
            throws CorruptDataException, FormatTooNewException {
        var json = JsonReader.object(what, bytes);
        try {
            Manifest.requireVersion(what, json);
            var page = parser.parse(json);
            if (!Arrays.equals(writer.apply(page), bytes)) {
                throw new CorruptDataException("is not in canonical form");
            }
            return page;
        } catch (CorruptDataException e) {
            throw new CorruptDataException(what + ": " + e.getMessage(), e);
        }
    }
}
