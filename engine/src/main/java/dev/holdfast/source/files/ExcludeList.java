package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Exclude patterns that count from one directory, in order: the last one that matches
/// decides. The syntax is that of gitignore(5).
///
/// What is inside an excluded directory is not looked at, so it cannot be taken back.
public final class ExcludeList {

    public static final ExcludeList EMPTY = new ExcludeList(List.of());

    private final List<ExcludePattern> patterns;

    private ExcludeList(List<ExcludePattern> patterns) {
        this.patterns = patterns;
    }

    /// Patterns that a person gave, one a line, for the tree whose absolute path is `root`.
    ///
    /// They count from `root`. One that begins with the path of `root` itself means that
    /// place: `/home/ada/.cache` is what a shell makes of `~/.cache`.
    public static ExcludeList of(ByteString root, List<ByteString> lines) {
        var patterns = new ArrayList<ExcludePattern>();
        for (var line : lines) {
            add(patterns, line, false);
            var below = findBelow(root, line);
            if (below != null) add(patterns, below, false);
        }
        return new ExcludeList(List.copyOf(patterns));
    }

    /// Whether the last pattern that matches says so of the entry at `path`, which counts
    /// from the root; false if none matches.
    public boolean matches(ByteString path, boolean directory) {
        var names = new ArrayList<ByteString>();
        for (int from = 0; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            names.add(path.substring(from, to));
            from = to + 1;
        }
        if (names.isEmpty()) return false;
        var trail = names.toArray(new ByteString[0]);
        return Boolean.TRUE.equals(findVerdict(trail, 0, trail.length, directory));
    }

    /// The lines of a file of patterns. A byte order mark is no part of the first.
    public static List<ByteString> lines(ByteString text) {
        var lines = new ArrayList<ByteString>();
        int from = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            if (end < 0) end = text.length();
            lines.add(text.substring(from, end));
            from = end + 1;
        }
        return lines;
    }

    /// What the ignore file of this name and text excludes beside and beneath itself.
    static ExcludeList ofIgnoreFile(ByteString name, ByteString text) {
        boolean floating = name.equals(PXAREXCLUDE);
        var patterns = new ArrayList<ExcludePattern>();
        for (var line : lines(text)) add(patterns, line, floating);
        return new ExcludeList(List.copyOf(patterns));
    }

    /// What the last matching pattern says of the entry at `trail[from..to)`, null if none
    /// matches.
    @Nullable
    Boolean findVerdict(ByteString[] trail, int from, int to, boolean directory) {
        for (int i = patterns.size() - 1; i >= 0; i--) {
            var pattern = patterns.get(i);
            if (pattern.matches(trail, from, to, directory)) return !pattern.isIncluded();
        }
        return null;
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    ExcludeList then(ExcludeList later) {
        if (isEmpty()) return later;
        var both = new ArrayList<>(patterns);
        both.addAll(later.patterns);
        return new ExcludeList(List.copyOf(both));
    }

    private static void add(List<ExcludePattern> patterns, ByteString line, boolean floating) {
        var pattern = ExcludePattern.find(line, floating);
        if (pattern != null) patterns.add(pattern);
    }

    private static @Nullable ByteString findBelow(ByteString root, ByteString line) {
        boolean included = !line.isEmpty() && line.byteAt(0) == '!';
        var path = included ? line.substring(1, line.length()) : line;
        var prefix = root.child(SLASHLESS);
        if (prefix.length() <= 1 || !path.startsWith(prefix)) return null;
        var below = path.substring(prefix.length() - 1, path.length());
        return included ? ByteString.utf8("!").concat(below) : below;
    }

    /// `root.child` of this is the root with a slash at the end.
    private static final ByteString SLASHLESS = ByteString.EMPTY;

    private static final ByteString PXAREXCLUDE = ByteString.utf8(".pxarexclude");
    private static final ByteString BYTE_ORDER_MARK =
            ByteString.of(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
}
