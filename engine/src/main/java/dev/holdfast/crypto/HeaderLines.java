package dev.holdfast.crypto;

import dev.holdfast.format.CorruptDataException;

import java.nio.charset.StandardCharsets;

/// The lines of an age header, front to back. Lines end with a line feed and nothing else;
/// a byte above 0x7f comes out as one character above 0x7f and is nowhere legal.
final class HeaderLines {

    private final String what;
    private final byte[] bytes;
    private final int limit;
    private int position;

    HeaderLines(String what, byte[] bytes, int limit) {
        this.what = what;
        this.bytes = bytes;
        this.limit = limit;
    }

    String next() throws CorruptDataException {
        int end = lineEnd();
        var line = new String(bytes, position, end - position, StandardCharsets.ISO_8859_1);
        position = end + 1;
        return line;
    }

    boolean nextStartsWith(String text) {
        if (limit - position < text.length()) return false;
        for (int i = 0; i < text.length(); i++) {
            if (bytes[position + i] != text.charAt(i)) return false;
        }
        return true;
    }

    /// Where the next line begins.
    int position() {
        return position;
    }

    CorruptDataException corrupt(String why) {
        return new CorruptDataException(what + ": not a valid age header: " + why);
    }

    private int lineEnd() throws CorruptDataException {
        for (int i = position; i < limit; i++) {
            if (bytes[i] == '\n') return i;
        }
        if (limit == AgeHeader.SIZE_MAX) throw corrupt("it is longer than 64 KiB");
        throw corrupt("it ends within its header");
    }
}
