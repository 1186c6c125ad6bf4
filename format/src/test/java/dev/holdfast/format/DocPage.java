package dev.holdfast.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// A page of docs/format as its test reads it: blocks of code by their name, tables by the
/// heading above them.
public final class DocPage {

    private static final Path PAGES = Path.of(System.getProperty("holdfast.root"), "docs/format");
    private static final Pattern HEX = Pattern.compile("((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:   .*)?");

    private final String name;
    private final String text;

    private DocPage(String name, String text) {
        this.name = name;
        this.text = text;
    }

    public static DocPage open(String name) throws IOException {
        return new DocPage(name, Files.readString(PAGES.resolve(name)));
    }

    /// The block that begins with three backticks and `label`.
    public String block(String label) {
        var start = "\n```" + label + "\n";
        int from = text.indexOf(start);
        if (from < 0) throw new AssertionError(name + " has no block \"" + label + '"');
        return text.substring(from + start.length(), text.indexOf("\n```", from + start.length()));
    }

    /// The bytes of a block of annotated hex: what stands behind three spaces is a comment.
    public byte[] hex(String label) {
        var out = new ByteWriter();
        for (var line : block("hex " + label).lines().toList()) {
            var bytes = HEX.matcher(line);
            if (!bytes.matches()) throw new AssertionError(name + ": no hex: " + line);
            out.bytes(HexFormat.ofDelimiter(" ").parseHex(bytes.group(1)));
        }
        return out.toByteArray();
    }

    /// The rows of the first table below a heading, without the table's head.
    public List<List<String>> table(String heading) {
        int at = text.indexOf("\n## " + heading + '\n');
        if (at < 0) throw new AssertionError(name + " has no heading \"" + heading + '"');
        var rows = new ArrayList<List<String>>();
        for (var line : text.substring(text.indexOf("\n|", at) + 1).lines().toList()) {
            if (!line.startsWith("|")) break;
            var cells = line.substring(1, line.length() - 1).split("\\|", -1);
            rows.add(List.of(cells).stream().map(String::strip).toList());
        }
        return rows.subList(2, rows.size());
    }
}
