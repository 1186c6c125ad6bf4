package dev.holdfast.source.files;

/// What stands in brackets in a [Glob]: characters, ranges, `[:alpha:]` and its kin for
/// ASCII; `!` or `^` in front takes everything else.
final class CharacterSet {

    private final int[] lows;
    private final int[] highs;
    private final boolean negated;
    private int count;

    private CharacterSet(int length, boolean negated) {
        this.lows = new int[length];
        this.highs = new int[length];
        this.negated = negated;
    }

    /// Where the bracket closes that opens at `open`, -1 if nowhere. A closing bracket that
    /// comes first is a member.
    static int findEnd(int[] pattern, int open) {
        int at = open + 1;
        if (at < pattern.length && isNegation(pattern[at])) at++;
        if (at < pattern.length && pattern[at] == ']') at++;
        for (; at < pattern.length; at++) {
            if (pattern[at] == ']') return at;
            if (pattern[at] == '\\') at++;
            else at = Math.max(at, findClassEnd(pattern, at));
        }
        return -1;
    }

    static CharacterSet parse(int[] pattern, int open, int end) {
        boolean negated = isNegation(pattern[open + 1]);
        // A class becomes at most four ranges and takes at least nine characters.
        var set = new CharacterSet(end - open, negated);
        int at = open + (negated ? 2 : 1);
        while (at < end) {
            int classEnd = findClassEnd(pattern, at);
            if (classEnd >= 0) {
                set.addClass(name(pattern, at + 2, classEnd - 1));
                at = classEnd + 1;
                continue;
            }
            if (pattern[at] == '\\' && at + 1 < end) at++;
            int low = pattern[at++];
            int high = low;
            if (at + 1 < end && pattern[at] == '-') {
                at++;
                if (pattern[at] == '\\' && at + 1 < end) at++;
                high = pattern[at++];
            }
            set.add(low, high);
        }
        return set;
    }

    boolean contains(int character) {
        for (int i = 0; i < count; i++) {
            if (character >= lows[i] && character <= highs[i]) return !negated;
        }
        return negated;
    }

    private void add(int low, int high) {
        lows[count] = low;
        highs[count++] = high;
    }

    /// Unknown names add nothing.
    private void addClass(String name) {
        var ranges = switch (name) {
            case "alpha" -> "azAZ";
            case "digit" -> "09";
            case "alnum" -> "azAZ09";
            case "upper" -> "AZ";
            case "lower" -> "az";
            case "xdigit" -> "09afAF";
            case "space" -> "\t\r  ";
            case "blank" -> "\t\t  ";
            case "punct" -> "!/:@[`{~";
            case "print" -> " ~";
            case "graph" -> "!~";
            case "cntrl" -> "\0\u001f\u007f\u007f";
            default -> "";
        };
        for (int i = 0; i < ranges.length(); i += 2) add(ranges.charAt(i), ranges.charAt(i + 1));
    }

    /// The last character of `[:name:]` that begins at `at`, -1 if none does.
    private static int findClassEnd(int[] pattern, int at) {
        if (at + 1 >= pattern.length || pattern[at] != '[' || pattern[at + 1] != ':') return -1;
        for (int i = at + 2; i + 1 < pattern.length; i++) {
            if (pattern[i] == ':' && pattern[i + 1] == ']') return i + 1;
            if (pattern[i] < 'a' || pattern[i] > 'z') return -1;
        }
        return -1;
    }

    private static String name(int[] pattern, int from, int to) {
        return new String(pattern, from, to - from);
    }

    private static boolean isNegation(int character) {
        return character == '!' || character == '^';
    }
}
