package dev.holdfast.format.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.format.CorruptDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void everyTruncationOfAnObjectIsRefused() throws CorruptDataException {
        var text = "{\"a\":[1,-2,{\"b\":null}],\"c\":\"\\u00e9\"}";
        JsonReader.read("test", text);
        for (int i = 0; i < text.length(); i++) {
            var cut = text.substring(0, i);
            assertThrows(CorruptDataException.class, () -> JsonReader.read("test", cut));
        }
    }
}
