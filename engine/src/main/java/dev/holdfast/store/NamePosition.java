package dev.holdfast.store;

import java.util.HexFormat;

/// Where a name lies among all that there can be, from zero to [#END]: its first eight
/// hexadecimal digits. Every area names its blobs so, packs in a directory for each first two.
final class NamePosition {

    private static final int DIGITS = 8;

    /// What no position reaches.
    static final long END = 1L << (4 * DIGITS);

    private NamePosition() {}

    /// The position of what lies at `path`; negative if that is no name of ours. Greater
    /// positions have greater paths.
    static long of(BlobArea area, String path) {
        int start = area.prefix().length() + directory(area, "hh").length();
        int end = start + DIGITS;
        if (path.length() < end) return -1;
        for (int i = start; i < end; i++) {
            if (!HexFormat.isHexDigit(path.charAt(i))) return -1;
        }
        long position = HexFormat.fromHexDigitsToLong(path, start, end);
        return path.startsWith(name(area, position)) ? position : -1;
    }

    /// A path between those of names before `position` and those of names from there on.
    static String name(BlobArea area, long position) {
        var digits = HexFormat.of().toHexDigits(position, DIGITS);
        return area.prefix() + directory(area, digits) + digits;
    }

    private static String directory(BlobArea area, String digits) {
        return switch (area) {
            case PACKS -> digits.substring(0, 2) + '/';
            case KEYS, SNAPSHOTS, MARKS, PINS, WRITERS, TRASH -> "";
        };
    }
}
