package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What a store takes for reading: by a preset, or out of a file.
///
/// Presets are list prices of the first tier as they were published in 2025, without taxes
/// and free allowances; what is really paid is in the provider's bill. A GB has 10^9 bytes.
///
/// @param get for a thousand GETs
/// @param list for a thousand LISTs
/// @param retrieval for a GB taken out of the storage class
/// @param egress for a GB sent to the Internet
/// @param bytesPerSecond how fast it comes
/// @param latencyMillis how long a request takes before its first byte
record PriceList(
        String currency,
        double get,
        double list,
        double retrieval,
        double egress,
        double bytesPerSecond,
        double latencyMillis) {

    /// A line of 100 Mbit/s, and a server on the same continent.
    private static final double SPEED = 12.5e6;

    private static final double LATENCY = 50;

    private static final Map<String, PriceList> PRESETS = Map.of(
            "aws", usd(0.0004, 0.005, 0, 0.09),
            "aws-standard-ia", usd(0.001, 0.01, 0.01, 0.09),
            "aws-glacier-ir", usd(0.01, 0.02, 0.03, 0.09),
            "r2", usd(0.00036, 0.0045, 0, 0),
            "b2", usd(0.0004, 0.004, 0, 0.01));

    private static final Set<String> NUMBERS = Set.of(
            "get_per_1000",
            "list_per_1000",
            "retrieval_per_gb",
            "egress_per_gb",
            "bytes_per_second",
            "latency_ms");

    private static PriceList usd(double get, double list, double retrieval, double egress) {
        return new PriceList("USD", get, list, retrieval, egress, SPEED, LATENCY);
    }

    /// The preset of that name, or else the file.
    static PriceList of(String text) throws IOException {
        var preset = PRESETS.get(text);
        if (preset != null) return preset;
        try {
            return parse(text, Files.readString(Path.of(text), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw CommandException.usage(
                    "--price: " + Printable.of(text) + " is no preset and no file",
                    "presets are "
                            + String.join(
                                    ", ", PRESETS.keySet().stream().sorted().toList()));
        }
    }

    /// Lines `name = value`; `#` begins a remark. What is not named costs nothing.
    private static PriceList parse(String file, String text) throws CommandException {
        var numbers = new HashMap<String, Double>();
        var currency = "USD";
        for (var line : text.lines().toList()) {
            var plain = line.replaceFirst("#.*", "").strip();
            if (plain.isEmpty()) continue;
            int equals = plain.indexOf('=');
            var name = plain.substring(0, Math.max(0, equals)).strip();
            var value = plain.substring(equals + 1).strip().replace("\"", "");
            if (name.equals("currency")) {
                currency = Printable.of(value);
            } else {
                numbers.put(known(file, name, plain), number(file, plain, value));
            }
        }
        return new PriceList(
                currency,
                numbers.getOrDefault("get_per_1000", 0.0),
                numbers.getOrDefault("list_per_1000", 0.0),
                numbers.getOrDefault("retrieval_per_gb", 0.0),
                numbers.getOrDefault("egress_per_gb", 0.0),
                numbers.getOrDefault("bytes_per_second", SPEED),
                numbers.getOrDefault("latency_ms", LATENCY));
    }

    private static String known(String file, String name, String line) throws CommandException {
        if (NUMBERS.contains(name)) return name;
        throw malformed(file, line);
    }

    private static double number(String file, String line, String value) throws CommandException {
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && Double.isFinite(number)) return number;
        } catch (NumberFormatException e) {
            throw malformed(file, line);
        }
        throw malformed(file, line);
    }

    private static CommandException malformed(String file, String line) {
        return CommandException.usage(
                Printable.of(file) + ": \"" + Printable.of(line) + "\" is no price",
                "lines look like get_per_1000 = 0.0004; others are list_per_1000,"
                        + " retrieval_per_gb, egress_per_gb, bytes_per_second, latency_ms, currency");
    }

    /// Money for so many requests and bytes.
    double money(long gets, long lists, long bytes) {
        return gets / 1000.0 * get + lists / 1000.0 * list + bytes / 1e9 * (retrieval + egress);
    }

    /// Seconds for so many requests and bytes, `connections` at a time.
    double seconds(long requests, long bytes, int connections) {
        double waiting = requests * latencyMillis / 1000 / connections;
        return Math.max(waiting, bytes / bytesPerSecond) + latencyMillis / 1000;
    }
}
