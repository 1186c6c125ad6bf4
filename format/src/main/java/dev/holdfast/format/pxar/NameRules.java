package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

/// Which bytes may be a name in an archive, and which a path. Whoever writes a tree by the
/// names that passed here stays beneath its top.
final class NameRules {

    private NameRules() {}

    /// What is wrong with `name`, as the end of a sentence; null if nothing is.
    static @Nullable String findFlaw(ByteString name) {
        int length = name.length();
        if (length == 0) return "is empty";
        if (length > ArchiveLimits.NAME_LENGTH_MAX) return "is longer than 4,096 bytes";
        if (name.indexOf(0, 0) >= 0) return "contains a NUL byte";
        if (name.indexOf('/', 0) >= 0) return "contains a slash";
        if (name.byteAt(0) == '.') {
            if (length == 1) return "is the directory itself";
            if (length == 2 && name.byteAt(1) == '.') return "is the directory above";
        }
        return null;
    }

    /// The same for a path from the root of an archive: names joined by single slashes.
    static @Nullable String findPathFlaw(ByteString path) {
        if (path.length() > ArchiveLimits.TARGET_LENGTH_MAX) return "is longer than 4,096 bytes";
        for (int from = 0; from >= 0; ) {
            int slash = path.indexOf('/', from);
            var flaw = findFlaw(path.substring(from, slash < 0 ? path.length() : slash));
            if (flaw != null) return "has a part that " + flaw;
            from = slash < 0 ? -1 : slash + 1;
        }
        return null;
    }

    static void check(ByteString name) {
        var flaw = findFlaw(name);
        if (flaw != null) throw new IllegalArgumentException("name " + name + " " + flaw);
    }
}
