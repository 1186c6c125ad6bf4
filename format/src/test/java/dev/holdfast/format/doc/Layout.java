package dev.holdfast.format.doc;

import dev.holdfast.format.ByteString;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Encoded bytes, and the values that were put into them: a `Long` for a little-endian
/// integer, a [ByteString] for bytes. The values should tell the fields apart.
public record Layout(ByteString encoded, SequencedMap<String, Object> fields) {

    /// `fieldsAndValues` are names and values in turn.
    public static Layout of(byte[] encoded, Object... fieldsAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.put((String) fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return new Layout(ByteString.of(encoded), fields);
    }
}
