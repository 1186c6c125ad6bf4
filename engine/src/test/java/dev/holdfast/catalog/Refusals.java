package dev.holdfast.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a refusal says to a person.
final class Refusals {

    private Refusals() {}

    static void assertSays(String words, Throwable refusal) {
        var message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(words), message);
    }
}
