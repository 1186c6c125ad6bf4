package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import java.util.Arrays;

/// The characters in bytes that are mostly UTF-8. A byte that begins no character is one of
/// its own, beyond all that Unicode has.
final class Characters {

    /// Byte b stands alone as this plus b.
    private static final int ALONE = Character.MAX_CODE_POINT + 1;

    private Characters() {}

    /// The character that begins at `at`.
    static int at(ByteString bytes, int at) {
        int first = bytes.byteAt(at) & 0xff;
        if (first < 0x80) return first;
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || at + length > bytes.length()) return ALONE + first;
        int character = first & (0xff >> (length + 1));
        for (int i = at + 1; i < at + length; i++) {
            int next = bytes.byteAt(i) & 0xff;
            if ((next & 0xc0) != 0x80) return ALONE + first;
            character = character << 6 | (next & 0x3f);
        }
        boolean surrogate = character >= 0xd800 && character < 0xe000;
        boolean valid = length(character) == length && !surrogate;
        return valid && character < ALONE ? character : ALONE + first;
    }

    /// How many bytes a character takes that came out of [#at].
    static int length(int character) {
        if (character < 0x80 || character >= ALONE) return 1;
        return character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    static int[] of(ByteString bytes) {
        var characters = new int[bytes.length()];
        int count = 0;
        for (int at = 0; at < bytes.length(); at += length(characters[count++])) {
            characters[count] = at(bytes, at);
        }
        return Arrays.copyOf(characters, count);
    }
}
