package dev.holdfast.app.cli;

import dev.holdfast.format.Printable;

import java.util.regex.Pattern;

/// A name that a person gives to a snapshot: one that can be typed wherever a snapshot is
/// named, and means nothing else there.
public record SnapshotName(String text) {

    private static final Pattern SHAPE =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]{0,99}");

    public static SnapshotName parse(String text) throws CommandException {
        if (text.equals("latest") || !SHAPE.matcher(text).matches()) {
            throw CommandException.usage(
                    "\"" + Printable.of(text) + "\" cannot be the name of a snapshot",
                    "names are letters, digits and . _ @ + -, at most 100, and not \"latest\"");
        }
        return new SnapshotName(text);
    }
}
