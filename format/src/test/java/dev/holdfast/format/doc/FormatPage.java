package dev.holdfast.format.doc;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The parts of a Markdown page that have a name.
final class FormatPage {

    private static final Pattern COMMENT = Pattern.compile("<!-- (table|layout): (\\S+) -->");
    private static final Pattern FENCE = Pattern.compile("```(hex|fields) (\\S+)");

    final Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    final Map<String, List<List<String>>> layouts = new LinkedHashMap<>();
    final Map<String, List<String>> hex = new LinkedHashMap<>();
    final Map<String, List<String>> fields = new LinkedHashMap<>();

    private FormatPage() {}

    static FormatPage read(String name) throws IOException {
        var root = Path.of(System.getProperty("holdfast.root"));
        var page = new FormatPage();
        page.parse(Files.readAllLines(root.resolve("docs/format").resolve(name)));
        return page;
    }

    /// The bytes of a hex example: pairs of digits, up to a `#` in each line.
    byte[] bytes(String example) {
        var digits = new StringBuilder();
        for (var line : required(hex, example)) {
            digits.append(line.replaceFirst("#.*", "").replace(" ", ""));
        }
        return HexFormat.of().parseHex(digits);
    }

    static <T> T required(Map<String, T> named, String name) {
        var found = named.get(name);
        if (found == null) throw new AssertionError("the page has no " + name);
        return found;
    }

    private void parse(List<String> lines) {
        Map<String, List<List<String>>> kind = tables;
        String table = null;
        List<String> block = null;
        for (var line : lines) {
            var comment = COMMENT.matcher(line);
            var fence = FENCE.matcher(line);
            if (block != null) {
                if (line.equals("```")) block = null;
                else block.add(line);
            } else if (fence.matches()) {
                block = new ArrayList<>();
                put(fence.group(1).equals("hex") ? hex : fields, fence.group(2), block);
            } else if (comment.matches()) {
                table = comment.group(2);
                kind = comment.group(1).equals("table") ? tables : layouts;
                put(kind, table, new ArrayList<>());
            } else if (table != null && !row(line, required(kind, table))) {
                table = null;
            }
        }
    }

    /// Takes a line of a table; false if it is none.
    private static boolean row(String line, List<List<String>> rows) {
        if (!line.startsWith("|")) return rows.isEmpty() && line.isBlank();
        var cells = new ArrayList<String>();
        for (var cell : line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1)) {
            cells.add(plain(cell));
        }
        rows.add(cells);
        return true;
    }

    private static String plain(String cell) {
        return cell.strip().replace("`", "").replaceAll("(?<=\\d),(?=\\d{3})", "");
    }

    /// The rows below the heading and its ruler.
    static List<List<String>> body(List<List<String>> table) {
        return table.subList(Math.min(2, table.size()), table.size());
    }

    private static <T> void put(Map<String, T> named, String name, T value) {
        @Nullable T before = named.put(name, value);
        if (before != null) throw new AssertionError("the page has two of " + name);
    }
}
