package dev.holdfast.restore;

import dev.holdfast.format.ByteString;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// What a restore that was killed leaves behind: `.holdfast-` 16 digits `.part`.
final class Leftovers {

    private static final String PREFIX = ".holdfast-";
    private static final String SUFFIX = ".part";
    private static final int DIGITS = 16;

    private Leftovers() {}

    static ByteString name(long number) {
        return ByteString.utf8(PREFIX + HexFormat.of().toHexDigits(number) + SUFFIX);
    }

    /// Whether nobody but a restore gives such a name.
    static boolean matches(ByteString name) {
        if (name.length() != PREFIX.length() + DIGITS + SUFFIX.length()) return false;
        var text = new String(name.toByteArray(), StandardCharsets.ISO_8859_1);
        return text.startsWith(PREFIX)
                && text.endsWith(SUFFIX)
                && text.chars().skip(PREFIX.length()).limit(DIGITS).allMatch(HexFormat::isHexDigit);
    }
}
