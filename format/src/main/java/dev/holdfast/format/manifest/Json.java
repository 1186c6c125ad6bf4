package dev.holdfast.format.manifest;

import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A JSON value (RFC 8259), as far as manifests and reports need it: numbers are integers of
/// at most 2^53 - 1, which every JSON reader keeps exactly.
///
/// [#canonical] is the form of RFC 8785: what is signed.
public sealed interface Json {

    /// `null`.
    record JsonNull() implements Json {}

    record JsonBoolean(boolean value) implements Json {}

    record JsonNumber(long value) implements Json {

        static final long MAX = (1L << 53) - 1;

        public JsonNumber {
            if (value > MAX || value < -MAX) {
                throw new IllegalArgumentException("no JSON number holds " + value + " exactly");
            }
        }
    }

    record JsonString(String value) implements Json {}

    record JsonArray(List<Json> values) implements Json {

        public JsonArray {
            values = List.copyOf(values);
        }
    }

    /// Members are kept in the order of RFC 8785: by UTF-16 code units of their names.
    record JsonObject(Map<String, Json> members) implements Json {

        public JsonObject {
            members = java.util.Collections.unmodifiableMap(new TreeMap<>(members));
        }

        public @Nullable Json find(String name) {
            return members.get(name);
        }

        /// The same object without one member.
        public JsonObject without(String name) {
            var rest = new TreeMap<>(members);
            rest.remove(name);
            return new JsonObject(rest);
        }

        /// The same object with one member more.
        public JsonObject with(String name, Json value) {
            var more = new TreeMap<>(members);
            more.put(name, value);
            return new JsonObject(more);
        }

        public String text(String name) throws CorruptDataException {
            if (members.get(name) instanceof JsonString(var value)) return value;
            throw missing(name, "a string");
        }

        /// An integer that is not negative.
        public long number(String name) throws CorruptDataException {
            if (members.get(name) instanceof JsonNumber(var value) && value >= 0) return value;
            throw missing(name, "a number that is not negative");
        }

        public List<Json> array(String name) throws CorruptDataException {
            if (members.get(name) instanceof JsonArray(var values)) return values;
            throw missing(name, "an array");
        }

        public JsonObject object(String name) throws CorruptDataException {
            if (members.get(name) instanceof JsonObject value) return value;
            throw missing(name, "an object");
        }

        private static CorruptDataException missing(String name, String what) {
            return new CorruptDataException(
                    "member \"" + Printable.of(name) + "\" is missing or not " + what);
        }
    }

    static Json of(String text) {
        return new JsonString(text);
    }

    static Json of(long number) {
        return new JsonNumber(number);
    }

    static Json of(boolean value) {
        return new JsonBoolean(value);
    }

    static Json array(List<? extends Json> values) {
        return new JsonArray(List.copyOf(values));
    }

    /// Starts an object; [JsonObject#with] adds members.
    static JsonObject object() {
        return new JsonObject(Map.of());
    }

    /// The canonical text of RFC 8785: no white space, members sorted, shortest escapes.
    default String canonical() {
        var out = new StringBuilder();
        JsonText.write(this, out);
        return out.toString();
    }
}
