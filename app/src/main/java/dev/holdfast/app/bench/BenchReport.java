package dev.holdfast.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shows what was measured: a table for a terminal, a page with charts for a browser.
public final class BenchReport {

    private static final int BAR_WIDTH = 480;
    private static final int BAR_HEIGHT = 18;

    private BenchReport() {}

    /// The lines of the table.
    public static List<String> table(List<Measured> results) {
        var lines = new ArrayList<String>();
        lines.add("%-10s %-10s %-10s %9s %9s %9s %13s %13s"
                .formatted(
                        "set", "step", "mode", "seconds", "least", "CPU", "bytes read", "stored"));
        for (var row : results) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s %-10s %-10s %9.3f %9.3f %9.2f %,13d %,13d",
                    row.set(),
                    row.step(),
                    row.mode(),
                    Measured.median(row.seconds()),
                    row.seconds().stream().min(Double::compare).orElse(0.0),
                    Measured.median(row.processor()),
                    row.read(),
                    row.stored()));
        }
        return lines;
    }

    /// A page that needs nothing else. `title` says when and with what.
    public static String html(List<Measured> results, String title) {
        var page = new StringBuilder();
        page.append("<!doctype html>\n<meta charset=\"utf-8\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>body{font:14px sans-serif;margin:2em}"
                        + "text{font:12px sans-serif}.data{fill:#9aa7b5}.metadata{fill:#2c6fbb}"
                        + "</style>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
        for (var set : results.stream().map(Measured::set).distinct().toList()) {
            page.append("<h2>").append(escaped(set)).append("</h2>\n");
            chart(results.stream().filter(row -> row.set().equals(set)).toList(), page);
        }
        page.append("<pre>").append(escaped(String.join("\n", table(results)))).append("</pre>\n");
        return page.toString();
    }

    private static void chart(List<Measured> rows, StringBuilder page) {
        double most = rows.stream()
                .mapToDouble(r -> Measured.median(r.seconds()))
                .max()
                .orElse(1);
        int height = rows.size() * (BAR_HEIGHT + 6);
        page.append("<svg width=\"%d\" height=\"%d\">%n".formatted(BAR_WIDTH + 320, height));
        int y = 0;
        for (var row : rows) {
            double seconds = Measured.median(row.seconds());
            int width = Math.max(1, (int) (BAR_WIDTH * seconds / most));
            page.append(String.format(
                    Locale.ROOT,
                    "<text x=\"0\" y=\"%d\">%s, %s</text>"
                            + "<rect class=\"%s\" x=\"160\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                            + "<text x=\"%d\" y=\"%d\">%.3f s</text>%n",
                    y + BAR_HEIGHT - 4,
                    escaped(row.step()),
                    escaped(row.mode()),
                    escaped(row.mode()),
                    y,
                    width,
                    BAR_HEIGHT,
                    166 + width,
                    y + BAR_HEIGHT - 4,
                    seconds));
            y += BAR_HEIGHT + 6;
        }
        page.append("</svg>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
