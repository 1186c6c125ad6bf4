package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import java.util.Arrays;

/// A shell pattern for one name: `*`, `?`, `[a-z]`, `[!a-z]`, and a backslash that takes
/// the next character as it is.
///
/// Names are bytes, but `?` and brackets take a whole character where the bytes are UTF-8.
/// Nothing is a syntax error: an unclosed bracket and a backslash at the end stand for
/// themselves. Matching takes at most pattern × name steps.
final class Glob {

    private static final int STAR = -1;
    private static final int ANY = -2;
    private static final int SET = -3;

    /// Characters, [#STAR], [#ANY], or [#SET] with its set at the same place in `sets`.
    private final int[] tokens;

    private final CharacterSet[] sets;

    private Glob(int[] tokens, CharacterSet[] sets) {
        this.tokens = tokens;
        this.sets = sets;
    }

    static Glob parse(ByteString pattern) {
        var characters = Characters.of(pattern);
        var tokens = new int[characters.length];
        var sets = new CharacterSet[characters.length];
        int count = 0;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            int end = c == '[' ? CharacterSet.findEnd(characters, i) : -1;
            if (end >= 0) {
                sets[count] = CharacterSet.parse(characters, i, end);
                tokens[count++] = SET;
                i = end;
            } else if (c == '*') {
                if (count == 0 || tokens[count - 1] != STAR) tokens[count++] = STAR;
            } else if (c == '?') {
                tokens[count++] = ANY;
            } else {
                if (c == '\\' && i + 1 < characters.length) c = characters[++i];
                tokens[count++] = c;
            }
        }
        return new Glob(Arrays.copyOf(tokens, count), Arrays.copyOf(sets, count));
    }

    boolean matches(ByteString name) {
        int token = 0;
        int at = 0;
        int afterStar = -1;
        int starAt = 0;
        while (at < name.length()) {
            int character = Characters.at(name, at);
            if (token < tokens.length && tokens[token] == STAR) {
                afterStar = ++token;
                starAt = at;
            } else if (token < tokens.length && accepts(token, character)) {
                token++;
                at += Characters.length(character);
            } else if (afterStar >= 0) {
                // The star takes one character more, and the rest is tried again.
                token = afterStar;
                at = starAt += Characters.length(Characters.at(name, starAt));
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == STAR) token++;
        return token == tokens.length;
    }

    private boolean accepts(int token, int character) {
        return switch (tokens[token]) {
            case ANY -> true;
            case SET -> sets[token].contains(character);
            default -> tokens[token] == character;
        };
    }
}
