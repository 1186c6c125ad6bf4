package dev.holdfast.app.cli;

import dev.holdfast.format.ByteString;
import dev.holdfast.restore.Selection;
import dev.holdfast.source.files.ExcludeList;

import java.util.List;

/// Entries chosen by patterns, in the syntax that excludes of a backup have.
final class PatternSelection implements Selection {

    private final boolean everything;
    private final ExcludeList includes;
    private final ExcludeList excludes;

    private PatternSelection(boolean everything, ExcludeList includes, ExcludeList excludes) {
        this.everything = everything;
        this.includes = includes;
        this.excludes = excludes;
    }

    /// Without includes, everything is; excludes win.
    static Selection of(ByteString root, List<ByteString> includes, List<ByteString> excludes) {
        if (includes.isEmpty() && excludes.isEmpty()) return ALL;
        return new PatternSelection(
                includes.isEmpty(), ExcludeList.of(root, includes), ExcludeList.of(root, excludes));
    }

    @Override
    public boolean isIncluded(ByteString path, boolean directory) {
        return everything || includes.matches(path, directory);
    }

    @Override
    public boolean isExcluded(ByteString path, boolean directory) {
        return excludes.matches(path, directory);
    }
}
