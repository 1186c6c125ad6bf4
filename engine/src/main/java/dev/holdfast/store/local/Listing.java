package dev.holdfast.store.local;

import dev.holdfast.format.ByteString;
import dev.holdfast.store.BlobArea;
import dev.holdfast.store.StoredBlob;
import dev.holdfast.sys.Dirent;
import dev.holdfast.sys.Errno;
import dev.holdfast.sys.Fcntl;
import dev.holdfast.sys.Fd;
import dev.holdfast.sys.Stat;
import dev.holdfast.sys.SysException;
import dev.holdfast.sys.SysStat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One page of the blobs of an area, in ascending order of paths.
///
/// A path has one character for each byte of the names in it, so the order is that of
/// bytes, whatever lies there.
final class Listing {

    /// Blobs lie two directories deep at most; what lies deeper than this is not ours.
    private static final int DEPTH_MAX = 8;

    private final LocalDirectory store;
    private final @Nullable String after;
    private final int limit;
    private final List<StoredBlob> page = new ArrayList<>();

    Listing(LocalDirectory store, @Nullable String after, int limit) {
        this.store = store;
        this.after = after;
        this.limit = limit;
    }

    List<StoredBlob> walk(BlobArea area) throws IOException {
        var prefix = area.prefix();
        try (var directory = store.find(prefix.substring(0, prefix.length() - 1))) {
            if (directory != null) walk(directory, prefix, DEPTH_MAX);
        }
        return List.copyOf(page);
    }

    private void walk(Fd directory, String prefix, int depth) throws IOException {
        if (depth == 0) throw new IOException(ByteString.utf8(prefix) + " lies too deep");
        for (var child : children(directory, prefix).entrySet()) {
            if (page.size() == limit) return;
            var path = child.getKey();
            var stat = child.getValue();
            if (stat.isDirectory()) {
                walkInto(directory, path, prefix.length(), depth);
            } else if (stat.isRegularFile()) {
                page.add(new StoredBlob(path, stat.size()));
            } else {
                throw new IOException(ByteString.utf8(path) + " is not a plain file");
            }
        }
    }

    private void walkInto(Fd parent, String path, int nameAt, int depth) throws IOException {
        var name = ByteString.ofLatin1(path.substring(nameAt, path.length() - 1));
        int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;
        try (var directory = Fcntl.openat(parent, name, flags)) {
            walk(directory, path, depth - 1);
        } catch (SysException e) {
            // Removed since its name was read: nothing is in it.
            if (!e.is(Errno.ENOENT)) throw e;
        }
    }

    /// What of a directory belongs to this page or a later one, as far as this page can reach.
    /// A directory's path ends with a slash, so that it is sorted as the paths below it are.
    private Map<String, Stat> children(Fd directory, String prefix) throws IOException {
        var children = new TreeMap<String, Stat>();
        int files = 0;
        for (var path : paths(directory, prefix)) {
            // All that follow are greater than the files so far, which fill the page.
            if (files == limit - page.size()) break;
            var stat =
                    SysStat.find(directory, ByteString.ofLatin1(path.substring(prefix.length())));
            if (stat == null) continue;
            if (stat.isDirectory()) {
                children.put(path + '/', stat);
            } else if (after == null || path.compareTo(after) > 0) {
                children.put(path, stat);
                files++;
            }
        }
        return children;
    }

    /// What lies in a directory and may belong to this page or a later one, ascending.
    private List<String> paths(Fd directory, String prefix) throws IOException {
        var paths = new ArrayList<String>();
        for (var name : Dirent.names(directory)) {
            var path = prefix + name.latin1();
            if (reaches(path + '/')) paths.add(path);
        }
        Collections.sort(paths);
        return paths;
    }

    /// Whether any path that begins with `prefix` comes after what the last page ended with.
    private boolean reaches(String prefix) {
        return after == null || prefix.compareTo(after) > 0 || after.startsWith(prefix);
    }
}
