package dev.holdfast.restore;

import org.jspecify.annotations.Nullable;

/// The directories of a plan in the target, by their number. One that could not be made is
/// missing.
final class DirectoryTable {

    private final @Nullable TargetDirectory[] directories;

    DirectoryTable(int count) {
        directories = new TargetDirectory[count];
    }

    void set(int number, TargetDirectory directory) {
        directories[number] = directory;
    }

    /// Null if it, or one above it, could not be made; then that was told.
    @Nullable
    TargetDirectory find(int number) {
        return directories[number];
    }
}
