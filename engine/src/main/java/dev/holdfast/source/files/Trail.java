package dev.holdfast.source.files;

import dev.holdfast.format.ByteString;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The directories from the root down to where the walk is, and the names that lead there.
///
/// Only the innermost and the root are sure to be open: descriptors are few and trees may be
/// deep. A closed one is opened again from above, name by name, and believed if it is still
/// the same directory.
final class Trail {

    /// How many directories are kept open. Each also keeps its file system from being
    /// unmounted; 64 is deeper than most trees are.
    static final int OPEN_MAX = 64;

    private final List<OpenDirectory> directories = new ArrayList<>();

    /// Names of the directories, the root's is empty, then that of the current entry.
    private ByteString[] names = new ByteString[16];

    boolean isEmpty() {
        return directories.isEmpty();
    }

    OpenDirectory root() {
        return directories.getFirst();
    }

    OpenDirectory last() {
        return directories.getLast();
    }

    /// How many directories there are, the root included.
    int depth() {
        return directories.size();
    }

    void push(ByteString name, OpenDirectory directory) {
        name(name);
        directories.add(directory);
        int tooMany = directories.size() - 1 - OPEN_MAX;
        if (tooMany > 0) directories.get(tooMany).close();
    }

    /// Leaves the innermost directory, which is the caller's to close.
    OpenDirectory pop() {
        return directories.removeLast();
    }

    /// Whether every directory is open, and stays so down to a depth of [#OPEN_MAX].
    boolean isWholeOpen() {
        for (var directory : directories) {
            if (!directory.isOpen()) return false;
        }
        return true;
    }

    /// Sets the name of the current entry.
    void name(ByteString name) {
        if (depth() == names.length) names = Arrays.copyOf(names, 2 * names.length);
        names[depth()] = name;
    }

    /// The names on the way from the root's, at 0, to the current entry's, before [#end].
    ByteString[] names() {
        return names;
    }

    int end() {
        return depth() + 1;
    }

    /// Makes sure that the innermost directory is open. Null if it is, else why it is not,
    /// as half a sentence.
    @Nullable
    String reopen() throws SysException {
        if (last().isOpen()) return null;
        int open = depth() - 1;
        while (!directories.get(open).isOpen()) open--;
        for (int i = open + 1; i < depth(); i++) {
            var directory = directories.get(i);
            try {
                var fd = Opening.directory(directories.get(i - 1).fd(), names[i]);
                if (!isStill(directory, fd)) return "it was moved away meanwhile";
            } catch (SysException e) {
                Failures.check(e);
                return e.reason();
            }
            int tooMany = i - OPEN_MAX / 2;
            if (tooMany > open) directories.get(tooMany).close();
        }
        return null;
    }

    private static boolean isStill(OpenDirectory directory, Fd fd) throws SysException {
        if (SysStat.stat(fd).isSameFile(directory.stat)) {
            directory.reopen(fd);
            return true;
        }
        fd.close();
        return false;
    }
}
