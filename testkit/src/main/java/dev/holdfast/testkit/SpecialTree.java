package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A tree with every special case a backup can meet: types, names, times, holes, links,
/// attributes, access control lists, flags, and a path longer than PATH_MAX.
public final class SpecialTree {

    private SpecialTree() {}

    /// Makes it at `path`, with `count` files in one of its directories. What this user or
    /// file system cannot have is left out, printed, and returned.
    public static List<String> make(Path path, long seed, int count)
            throws IOException, InterruptedException {
        return make(List.of(), path, seed, count);
    }

    /// The same, run by a command such as setpriv.
    public static List<String> make(List<String> prefix, Path path, long seed, int count)
            throws IOException, InterruptedException {
        var lines = Scripts.run(
                        prefix,
                        "special-tree.py",
                        path.toString(),
                        Long.toString(seed),
                        Integer.toString(count))
                .get()
                .lines()
                .toList();
        for (var line : lines) System.err.println("special tree: " + line);
        return lines;
    }
}
