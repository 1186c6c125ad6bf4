package dev.holdfast.crypto;

import org.jspecify.annotations.Nullable;

import java.util.Base64;

/// Base64 (RFC 4648, standard alphabet) without padding, in its one canonical form.
final class Base64Text {

    private Base64Text() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The bytes, or null if `text` is not exactly what [#encode] makes of them: the JDK's
    /// decoder lets padding and stray last bits through.
    static byte @Nullable [] find(String text) {
        try {
            var bytes = Base64.getDecoder().decode(text);
            return encode(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
