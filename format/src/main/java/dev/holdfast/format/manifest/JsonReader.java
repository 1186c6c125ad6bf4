package dev.holdfast.format.manifest;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads one JSON text (RFC 8259), strictly: valid UTF-8 without lone surrogates, no member
/// twice, no fraction, at most eight levels deep, at most a million values, nothing behind
/// the value. A value of one byte takes some forty bytes of memory, hence the limit.
public final class JsonReader {

    static final int DEPTH_MAX = 8;
    static final int VALUES_MAX = 1_000_000;

    private final String what;
    private final String text;
    private int position;
    private int depth;
    private int values;

    private JsonReader(String what, String text) {
        this.what = what;
        this.text = text;
    }

    /// Reads an object; `what` names the text in messages.
    public static Json.JsonObject object(String what, byte[] utf8) throws CorruptDataException {
        var text = ByteString.of(utf8).findUtf8();
        if (text == null) throw new CorruptDataException(what + ": is not UTF-8");
        if (read(what, text) instanceof Json.JsonObject object) return object;
        throw new CorruptDataException(what + ": is JSON, but not an object");
    }

    /// Reads any value.
    public static Json read(String what, String text) throws CorruptDataException {
        var reader = new JsonReader(what, text);
        var value = reader.value();
        reader.space();
        if (reader.position != text.length()) throw reader.wrong("something follows the value");
        return value;
    }

    private Json value() throws CorruptDataException {
        if (++values > VALUES_MAX) throw wrong("it has more than " + VALUES_MAX + " values");
        space();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.JsonString(string());
            case 't' -> word("true", new Json.JsonBoolean(true));
            case 'f' -> word("false", new Json.JsonBoolean(false));
            case 'n' -> word("null", new Json.JsonNull());
            default -> number();
        };
    }

    private Json object() throws CorruptDataException {
        enter();
        var members = new TreeMap<String, Json>();
        if (!takeIf('}')) {
            do {
                space();
                if (peek() != '"') throw wrong("a member has no name");
                var name = string();
                space();
                take(':');
                if (members.put(name, value()) != null) {
                    throw wrong("member " + ByteString.utf8(name) + " is there twice");
                }
            } while (takeIf(','));
            take('}');
        }
        depth--;
        return new Json.JsonObject(members);
    }

    private Json array() throws CorruptDataException {
        enter();
        List<Json> values = new ArrayList<>();
        if (!takeIf(']')) {
            do {
                values.add(value());
            } while (takeIf(','));
            take(']');
        }
        depth--;
        return new Json.JsonArray(values);
    }

    private void enter() throws CorruptDataException {
        position++;
        if (++depth > DEPTH_MAX) throw wrong("it is nested deeper than " + DEPTH_MAX + " levels");
    }

    private Json number() throws CorruptDataException {
        int start = position;
        if (peek() == '-') position++;
        int digits = position;
        while (position < text.length() && isDigit(text.charAt(position))) position++;
        int count = position - digits;
        boolean leadingZero = count > 1 && text.charAt(digits) == '0';
        if (count == 0 || count > 16 || leadingZero) throw wrong("no number is here");
        long value = Long.parseLong(text, start, position, 10);
        if (value > Json.JsonNumber.MAX || value < -Json.JsonNumber.MAX) {
            throw wrong("a number is above 2^53 - 1");
        }
        if (position < text.length() && ".eE".indexOf(text.charAt(position)) >= 0) {
            throw wrong("a number is not an integer");
        }
        return new Json.JsonNumber(value);
    }

    private String string() throws CorruptDataException {
        position++;
        var out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') break;
            if (c < 0x20) throw wrong("a control character is in a string");
            out.append(c == '\\' ? escape() : c);
        }
        var string = out.toString();
        if (string.codePoints().anyMatch(JsonReader::isLoneSurrogate)) {
            throw wrong("half a surrogate pair is in a string");
        }
        return string;
    }

    private char escape() throws CorruptDataException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int value = 0;
                for (int i = 0; i < 4; i++) {
                    char hex = next();
                    int digit = hex < 0x80 ? Character.digit(hex, 16) : -1;
                    if (digit < 0) throw wrong("an escape is malformed");
                    value = 16 * value + digit;
                }
                yield (char) value;
            }
            default -> throw wrong("an escape is malformed");
        };
    }

    private Json word(String word, Json value) throws CorruptDataException {
        if (!text.startsWith(word, position)) throw wrong("no value is here");
        position += word.length();
        return value;
    }

    private void space() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0)
            position++;
    }

    private boolean takeIf(char c) {
        space();
        if (position == text.length() || text.charAt(position) != c) return false;
        position++;
        return true;
    }

    private void take(char c) throws CorruptDataException {
        if (!takeIf(c)) throw wrong("\"" + c + "\" is missing");
    }

    private char peek() throws CorruptDataException {
        if (position == text.length()) throw wrong("it ends too early");
        return text.charAt(position);
    }

    private char next() throws CorruptDataException {
        char c = peek();
        position++;
        return c;
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private CorruptDataException wrong(String problem) {
        return new CorruptDataException(
                "%s: JSON: %s, at character %d".formatted(what, problem, position));
    }
}
