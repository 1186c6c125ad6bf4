package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The part of a tree that a list of paths names: each path with all that is inside it, and
/// the directories on the way.
public final class FileList {

    private static final ByteString DOT = ByteString.utf8(".");
    private static final ByteString DOTS = ByteString.utf8("..");

    private final TreeMap<ByteString, FileList> children = new TreeMap<>();
    private boolean whole;

    private FileList() {}

    /// Paths for the tree whose absolute path is `root`: relative ones count from there,
    /// absolute ones must lie beneath it.
    ///
    /// @throws FileListException if one lies elsewhere, or has `..` in it
    public static FileList of(ByteString root, List<ByteString> paths) throws FileListException {
        var list = new FileList();
        for (var path : paths) {
            var names = names(path);
            boolean absolute = !path.isEmpty() && path.byteAt(0) == '/';
            list.add(absolute ? below(root, path, names) : names);
        }
        return list;
    }

    /// The paths in a text, each ended by `separator`: a line feed or NUL. Empty ones do not
    /// count.
    public static List<ByteString> paths(ByteString text, int separator) {
        var paths = new ArrayList<ByteString>();
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf(separator, from);
            if (end < 0) end = text.length();
            if (end > from) paths.add(text.substring(from, end));
            from = end + 1;
        }
        return paths;
    }

    /// Whether everything beneath this place is named.
    boolean isWhole() {
        return whole;
    }

    /// The names needed here, in the order of an archive.
    List<ByteString> names() {
        return List.copyOf(children.keySet());
    }

    /// What is named beneath `name`; null if it is not named at all.
    @Nullable
    FileList find(ByteString name) {
        return children.get(name);
    }

    private void add(List<ByteString> names) {
        var place = this;
        for (var name : names) {
            if (place.whole) return;
            place = place.children.computeIfAbsent(name, _ -> new FileList());
        }
        place.whole = true;
        place.children.clear();
    }

    private static List<ByteString> below(ByteString root, ByteString path, List<ByteString> names)
            throws FileListException {
        var above = names(root);
        if (names.size() < above.size() || !names.subList(0, above.size()).equals(above)) {
            throw new FileListException("%s is not beneath %s".formatted(path, root));
        }
        return names.subList(above.size(), names.size());
    }

    private static List<ByteString> names(ByteString path) throws FileListException {
        var names = new ArrayList<ByteString>();
        for (int from = 0; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            if (slash < 0) slash = path.length();
            var name = path.substring(from, slash);
            from = slash + 1;
            if (name.isEmpty() || name.equals(DOT)) continue;
            if (name.equals(DOTS) || name.indexOf(0, 0) >= 0) {
                throw new FileListException("%s is no path that can be listed".formatted(path));
            }
            names.add(name);
        }
        return names;
    }
}
