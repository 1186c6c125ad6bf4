package dev.holdfast.app.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Where a repository is: a directory, or a place in a bucket.
///
/// @param text as it was typed, absolute and without detours if it is a directory
/// @param directory null if it is in a bucket
public record RepositoryPlace(String text, @Nullable Path directory) {

    private static final String BUCKET = "s3:";

    static RepositoryPlace parse(String text) throws CommandException {
        if (text.startsWith(BUCKET)) return new RepositoryPlace(text, null);
        return of(CommandLineBytes.path(text));
    }

    static RepositoryPlace of(Path path) {
        var directory = path.toAbsolutePath().normalize();
        return new RepositoryPlace(directory.toString(), directory);
    }

    @Override
    public String toString() {
        return text;
    }
}
