package dev.holdfast.format.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The pages of docs/format/ say what the code does: constants, places of fields, examples.
final class FormatDocTest {

    @TestFactory
    List<DynamicContainer> everyPageStatesWhatTheCodeDoes() throws IOException {
        var pages = new ArrayList<DynamicContainer>();
        for (var format : DocumentedFormats.ALL) {
            var page = FormatPage.read(format.page());
            pages.add(DynamicContainer.dynamicContainer(format.page(), tests(format, page)));
        }
        return pages;
    }

    private static List<DynamicNode> tests(DocumentedFormat format, FormatPage page) {
        var tests = new ArrayList<DynamicNode>();
        tests.add(dynamicTest("page and code name the same things", () -> {
            assertEquals(format.tables().keySet(), page.tables.keySet(), "tables");
            assertEquals(format.layouts().keySet(), page.layouts.keySet(), "layouts");
            assertEquals(format.examples().keySet(), page.hex.keySet(), "hex");
            assertEquals(format.examples().keySet(), page.fields.keySet(), "fields");
        }));
        format.tables()
                .forEach((name, rows) -> tests.add(dynamicTest(
                        "table " + name,
                        () -> table(rows, FormatPage.required(page.tables, name)))));
        format.layouts()
                .forEach((name, layout) -> tests.add(dynamicTest(
                        "layout " + name,
                        () -> layout(layout, FormatPage.required(page.layouts, name)))));
        format.examples()
                .forEach((name, example) -> tests.add(
                        dynamicTest("example " + name, () -> example(example, page, name))));
        return tests;
    }

    private static void table(List<List<String>> expected, List<List<String>> table) {
        var actual = new ArrayList<List<String>>();
        for (var row : FormatPage.body(table)) {
            int width = expected.isEmpty() ? 0 : expected.getFirst().size();
            actual.add(row.subList(0, Math.min(width, row.size())));
        }
        assertEquals(text(expected), text(actual));
    }

    private static String text(List<List<String>> rows) {
        var text = new StringBuilder();
        for (var row : rows) text.append(String.join(" | ", row)).append('\n');
        return text.toString();
    }

    /// Rows are offset, size, field. An offset that is a number has to be where the fields
    /// before it end; so has a size; behind a field of no fixed size both may be words.
    private static void layout(Layout layout, List<List<String>> table) {
        var names = new ArrayList<String>();
        int at = 0;
        for (var row : FormatPage.body(table)) {
            var name = row.get(2);
            names.add(name);
            var value = layout.fields().get(name);
            assertNotNull(value, "the code has no field " + name);
            var size = row.get(1);
            int length = isNumber(size) ? Integer.parseInt(size) : length(value);
            if (isNumber(row.get(0))) assertEquals(at, Integer.parseInt(row.get(0)), name);
            assertFalse(at + length > layout.encoded().length(), name + " ends behind the end");
            assertEquals(hex(bytes(value, length)), hex(slice(layout.encoded(), at, length)), name);
            at += length;
        }
        assertEquals(List.copyOf(layout.fields().keySet()), names);
        assertEquals(layout.encoded().length(), at, "the fields do not fill the bytes");
    }

    private static void example(Example example, FormatPage page, String name) throws IOException {
        var bytes = page.bytes(name);
        assertEquals(hex(example.encode()), hex(bytes));
        assertEquals(
                String.join("\n", example.decode(bytes)),
                String.join("\n", FormatPage.required(page.fields, name)));
    }

    private static boolean isNumber(String cell) {
        return cell.matches("\\d+");
    }

    private static int length(Object value) {
        return value instanceof ByteString bytes ? bytes.length() : 8;
    }

    private static byte[] bytes(Object value, int length) {
        if (value instanceof ByteString bytes) return bytes.toByteArray();
        var number = new ByteWriter().u64((Long) value).toByteArray();
        return Arrays.copyOf(number, length);
    }

    private static byte[] slice(ByteString bytes, int at, int length) {
        return bytes.substring(at, at + length).toByteArray();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
