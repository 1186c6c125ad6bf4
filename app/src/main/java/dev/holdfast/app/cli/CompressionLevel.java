package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;
import dev.holdfast.repository.Compression;

/// What people write after `--compression`.
final class CompressionLevel {

    private CompressionLevel() {}

    static Compression parse(String text) throws CommandException {
        return switch (text) {
            case "off" -> Compression.OFF;
            case "fast" -> Compression.FAST;
            case "default" -> Compression.DEFAULT;
            case "max" -> Compression.MAX;
            default -> {
                if (!text.matches("[1-9]|1[0-9]")) {
                    throw CommandException.usage(
                            "no compression is called " + Printable.of(text),
                            "off, fast, default, max, or a level from 1 to 19");
                }
                yield new Compression(Integer.parseInt(text));
            }
        };
    }
}
