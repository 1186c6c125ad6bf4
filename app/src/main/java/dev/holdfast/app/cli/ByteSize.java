package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// An amount of bytes as people write it: `4096`, `64MiB`, `64M`, `1.5G`, `100kB`.
///
/// A lone letter and `…iB` count by 1,024; `kB`, `MB`, … by 1,000, as they are defined.
public record ByteSize(long bytes) {

    private static final Pattern SHAPE =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([a-z]*)");

    private static final Map<String, Integer> POWERS =
            Map.of("k", 1, "m", 2, "g", 3, "t", 4, "p", 5);

    public ByteSize {
        if (bytes < 0) throw new IllegalArgumentException("a size of " + bytes + " bytes");
    }

    public static ByteSize parse(String text) throws CommandException {
        var match = SHAPE.matcher(text.toLowerCase(Locale.ROOT));
        if (match.matches()) {
            var unit = unit(match.group(2));
            if (unit != null) {
                var bytes = new BigDecimal(match.group(1)).multiply(unit);
                if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                    return new ByteSize(bytes.longValue());
                }
            }
        }
        throw CommandException.usage(
                "\"" + Printable.of(text) + "\" is not a size",
                "sizes look like 64MiB, 1.5G or 4096");
    }

    private static @Nullable BigDecimal unit(String unit) {
        if (unit.isEmpty() || unit.equals("b")) return BigDecimal.ONE;
        var power = POWERS.get(unit.substring(0, 1));
        if (power == null) return null;
        return switch (unit.substring(1)) {
            case "", "ib" -> BigDecimal.valueOf(1024).pow(power);
            case "b" -> BigDecimal.valueOf(1000).pow(power);
            default -> null;
        };
    }
}
