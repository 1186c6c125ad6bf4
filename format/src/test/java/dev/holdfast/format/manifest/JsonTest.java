package dev.holdfast.format.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;

final class JsonTest {

    @Test
    void theCanonicalFormSortsByUtf16AndEscapesAsRfc8785() throws CorruptDataException {
        // The examples of RFC 8785, sections 3.2.2 and 3.2.3, as far as they have integers.
        var text = "{\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                + " \"literals\": [null, true, false], \"\\ud83d\\ude00\": 1, \"\\ufb33\": 2, \"\\u00f6\": 3}";
        assertEquals(
                "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"ö\":3,\"\ud83d\ude00\":1,\"\ufb33\":2}",
                JsonReader.read("test", text).canonical());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "01",
                "1.5",
                "1e3",
                "-",
                "9007199254740992",
                "99999999999999999999999",
                "\"\\ud800\"",
                "\"\\udc00x\"",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12\"",
                "nul",
                "{} x",
                "[[[[[[[[[1]]]]]]]]]",
                "{1:2}"
            })
    void whatIsNotStrictJsonIsRefused(String text) {
        assertThrows(CorruptDataException.class, () -> JsonReader.read("test", text));
    }

    @Test
    void bytesThatAreNotTextAreRefused() {
        for (var hex : new String[] {
            "efbbbf7b7d", // a byte order mark
            "7b7d00", // a NUL behind the end
            "7b22c080223a317d", // an overlong NUL
            "7b22eda080223a317d", // a surrogate, encoded
            "7b22f4908080223a317d", // beyond Unicode
            "7b22c3223a317d", // half a character
            "fffe7b007d00", // UTF-16
        }) {
            var bytes = HexFormat.of().parseHex(hex);
            assertThrows(CorruptDataException.class, () -> JsonReader.object("test", bytes), hex);
        }
    }

    @Test
    void hostileSizesEndInARefusalAndNotInALackOfMemoryOrStack() {
        var deep = "[".repeat(5_000_000);
        assertThrows(CorruptDataException.class, () -> JsonReader.read("test", deep));
        var deepObjects = "{\"a\":".repeat(1_000_000);
        assertThrows(CorruptDataException.class, () -> JsonReader.read("test", deepObjects));
        var digits = "1".repeat(5_000_000);
        assertThrows(CorruptDataException.class, () -> JsonReader.read("test", digits));
        var open = '"' + "x".repeat(5_000_000);
        assertThrows(CorruptDataException.class, () -> JsonReader.read("test", open));
    }

    @Test
    void whatIsReadIsWrittenAsItWasIfItIsCanonical() throws CorruptDataException {
        for (var text : new String[] {
            "{}",
            "[]",
            "[0,-1,9007199254740991,-9007199254740991]",
            "{\"\":{\"a\":[true,false,null]},\"b\":\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u007f\u20ac\ud83d\ude00\"}",
        }) {
            assertEquals(text, JsonReader.read("test", text).canonical());
        }
        assertEquals("0", JsonReader.read("test", "-0").canonical());
    }

    @Test
    void membersAreSortedByUtf16CodeUnits() throws CorruptDataException {
        // RFC 8785, section 3.2.3.
        var text = "{\"\u20ac\":5,\"\\r\":1,\"\ufb33\":7,\"1\":2,"
                + "\"\ud83d\ude00\":6,\"\u0080\":3,\"\u00f6\":4}";
        assertEquals(
                "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,"
                        + "\"\ud83d\ude00\":6,\"\ufb33\":7}",
                JsonReader.read("test", text).canonical());
    }

    @Test
    void everyTruncationOfAnObjectIsRefused() throws CorruptDataException {
        var text = "{\"a\":[1,-2,{\"b\":null}],\"c\":\"\\u00e9\"}";
        JsonReader.read("test", text);
        for (int i = 0; i < text.length(); i++) {
            var cut = text.substring(0, i);
            assertThrows(CorruptDataException.class, () -> JsonReader.read("test", cut));
        }
    }
}
