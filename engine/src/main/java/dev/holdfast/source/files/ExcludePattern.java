package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One line of an ignore file, as git has it (gitignore(5)).
///
/// A pattern with a slash at its beginning or inside counts from the directory of its list,
/// any other one matches a name at any depth. A slash at the end matches directories only,
/// `!` in front takes back, `**` between slashes stands for any number of directories.
final class ExcludePattern {

    /// Null where the pattern has `**`.
    private final List<@Nullable Glob> segments;

    private final boolean anchored;
    private final boolean directoriesOnly;
    private final boolean included;

    private ExcludePattern(
            List<@Nullable Glob> segments,
            boolean anchored,
            boolean directoriesOnly,
            boolean included) {
        this.segments = segments;
        this.anchored = anchored;
        this.directoriesOnly = directoriesOnly;
        this.included = included;
    }

    /// The pattern on `line`, null if it is blank, a comment, or only a slash. With
    /// `floating`, a slash inside does not anchor, only one at the beginning: the rule of
    /// `.pxarexclude`.
    static @Nullable ExcludePattern find(ByteString line, boolean floating) {
        var rest = trim(line);
        if (rest.isEmpty() || rest.byteAt(0) == '#') return null;
        boolean included = rest.byteAt(0) == '!';
        if (included) rest = rest.substring(1, rest.length());
        int end = rest.length();
        boolean directoriesOnly = end > 0 && rest.byteAt(end - 1) == '/';
        if (directoriesOnly) end--;
        int start = end > 0 && rest.byteAt(0) == '/' ? 1 : 0;
        if (start == end) return null;
        var body = rest.substring(start, end);
        boolean inside = body.indexOf('/', 0) >= 0;
        boolean anchored = start > 0 || inside;
        var segments = new ArrayList<@Nullable Glob>();
        if (floating && start == 0 && inside) segments.add(null);
        split(body, segments);
        return new ExcludePattern(segments, anchored, directoriesOnly, included);
    }

    /// Whether it takes back what an earlier pattern excluded.
    boolean isIncluded() {
        return included;
    }

    /// Whether the entry named by `trail[from..to)`, counted from the pattern's directory,
    /// is meant.
    boolean matches(ByteString[] trail, int from, int to, boolean directory) {
        if (directoriesOnly && !directory) return false;
        if (!anchored) return matches(trail, to - 1, to);
        return matches(trail, from, to);
    }

    private boolean matches(ByteString[] trail, int from, int to) {
        int segment = 0;
        int at = from;
        int afterStars = -1;
        int starsAt = 0;
        while (at < to) {
            var glob = segment < segments.size() ? segments.get(segment) : null;
            if (segment < segments.size() && glob == null) {
                afterStars = ++segment;
                starsAt = at;
                // What ends in `**` means everything inside, not the directory itself.
                if (segment == segments.size()) return true;
            } else if (glob != null && glob.matches(trail[at])) {
                segment++;
                at++;
            } else if (afterStars >= 0) {
                segment = afterStars;
                at = ++starsAt;
            } else {
                return false;
            }
        }
        return segment == segments.size();
    }

    private static void split(ByteString body, List<@Nullable Glob> segments) {
        for (int from = 0; from >= 0; ) {
            int slash = body.indexOf('/', from);
            var part = body.substring(from, slash < 0 ? body.length() : slash);
            from = slash < 0 ? -1 : slash + 1;
            // Nothing is named by two slashes in a row, and nothing matches them.
            segments.add(isStars(part) ? null : Glob.parse(part));
        }
    }

    private static boolean isStars(ByteString part) {
        return part.length() == 2 && part.byteAt(0) == '*' && part.byteAt(1) == '*';
    }

    /// Without blanks at the end, unless a backslash keeps them, and without a carriage
    /// return.
    private static ByteString trim(ByteString line) {
        int end = line.length();
        if (end > 0 && line.byteAt(end - 1) == '\r') end--;
        while (end > 0 && line.byteAt(end - 1) == ' ' && !isEscaped(line, end - 1)) end--;
        return line.substring(0, end);
    }

    private static boolean isEscaped(ByteString line, int at) {
        int backslashes = 0;
        while (backslashes < at && line.byteAt(at - 1 - backslashes) == '\\') backslashes++;
        return backslashes % 2 == 1;
    }
}
