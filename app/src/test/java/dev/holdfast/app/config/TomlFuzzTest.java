package dev.holdfast.app.config;

import dev.holdfast.testkit.Fuzz;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

final class TomlFuzzTest {

    private static final String TRUE_INPUT = """
            repository = "/mnt/\\u00fc" # where
            limit-upload = 1_000_000
            mixed = [ 1.5e3, 'two', [ true ], { x.y = 0xFF } ]
            text = \"""
            first \\
              second\"""
            [profile.home.backup]
            tag."a b" = "c"
            """;

    @Test
    void whateverAFileSaysItIsReadOrRefusedInASentence() throws IOException {
        Fuzz.of("TOML", "app", TRUE_INPUT.getBytes(StandardCharsets.UTF_8))
                .orRefuses(ConfigException.class)
                .run(TomlFuzzTest.class, 1500, 200_000, input -> TomlReader.read("a file", input));
    }
}
