package dev.holdfast.format;

/// The one function that makes foreign text harmless to a terminal (invariant I8).
public final class Printable {

    private Printable() {}

    /// `text` with control characters, direction marks, unassigned and private characters,
    /// lone surrogates and backslashes escaped.
    public static String of(String text) {
        return of(text, false);
    }

    /// JSON with the same characters escaped as JSON does it. They can only be in strings, where
    /// that means the same.
    public static String ofJson(String json) {
        StringBuilder out = null;
        for (int i = 0; i < json.length(); ) {
            int c = json.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isPlain(c) || c == '\\') {
                if (out != null) out.appendCodePoint(c);
            } else {
                if (out == null) out = new StringBuilder(json.length() + 16).append(json, 0, i);
                for (int k = i; k < next; k++) {
                    out.append("\\u%04x".formatted((int) json.charAt(k)));
                }
            }
            i = next;
        }
        return out == null ? json : out.toString();
    }

    /// With `bytes`, every character stands for one byte, and those above 0x7e are escaped.
    static String of(String text, boolean bytes) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isPlain(c) && !(bytes && c > 0x7e)) {
                if (out != null) out.appendCodePoint(c);
            } else {
                if (out == null) out = new StringBuilder(text.length() + 16).append(text, 0, i);
                escape(c, bytes, out);
            }
            i = next;
        }
        return out == null ? text : out.toString();
    }

    private static boolean isPlain(int c) {
        if (c >= 0x20 && c < 0x7f) return c != '\\';
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void escape(int c, boolean bytes, StringBuilder out) {
        switch (c) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20 || c == 0x7f || bytes) {
                    out.append("\\x%02x".formatted(c));
                } else if (c < 0x10000) {
                    out.append("\\u%04x".formatted(c));
                } else {
                    out.append("\\U%08x".formatted(c));
                }
            }
        }
    }
}
