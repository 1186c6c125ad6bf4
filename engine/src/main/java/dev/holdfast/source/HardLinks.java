package dev.holdfast.source;

import dev.holdfast.format.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// The regular files with several names of which one was written. A name that is met again
/// becomes a hard link if nothing shows that the file changed in between.
public final class HardLinks {

    private final Map<Inode, First> firsts = new HashMap<>();

    private record Inode(long device, long inode) {}

    /// The name that was written first.
    ///
    /// @param path from the root of the archive
    /// @param position what writing it returned
    /// @param address of its content, as far as the archive has addresses
    public record First(
            ByteString path,
            long position,
            long address,
            long size,
            FileFacts facts,
            long namesLeft) {}

    /// The first name of the file with these facts, null if there was none or it has
    /// changed since.
    public @Nullable First find(FileFacts facts) {
        if (facts.links() < 2) return null;
        var key = new Inode(facts.device(), facts.inode());
        var first = firsts.get(key);
        if (first == null || !isUnchanged(first.facts(), facts)) return null;
        if (first.namesLeft() == 1) {
            firsts.remove(key);
        } else {
            firsts.put(
                    key,
                    new First(
                            first.path(),
                            first.position(),
                            first.address(),
                            first.size(),
                            first.facts(),
                            first.namesLeft() - 1));
        }
        return first;
    }

    public void add(FileFacts facts, ByteString path, long position, long address, long size) {
        if (facts.links() < 2) return;
        firsts.put(
                new Inode(facts.device(), facts.inode()),
                new First(path, position, address, size, facts, facts.links() - 1));
    }

    private static boolean isUnchanged(FileFacts then, FileFacts now) {
        return then.isSameFile(now)
                && then.size() == now.size()
                && then.mtime().equals(now.mtime())
                && then.ctime().equals(now.ctime());
    }
}
