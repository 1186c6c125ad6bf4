package dev.holdfast.export;

import dev.holdfast.archive.ArchiveReader;
import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.ArchiveLimits;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarDirectory;
import dev.holdfast.format.pxar.PxarEntry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// Walks a directory of a snapshot, which becomes the root of what is exported.
///
/// A hard link whose target lies outside of that directory becomes a file; its further names
/// become links to it. Only the directories on the way and those below are read.
public final class Export {

    private final PxarAccessor tree;
    private final ByteString top;
    private final EntrySink sink;
    private final ContentCopier contents;

    /// Where targets outside of the directory went: by position, the first name inside.
    private final Map<Long, First> firsts = new HashMap<>();

    private record First(ByteString path, long key) {}

    private Export(ArchiveReader archive, PxarAccessor tree, ByteString top, EntrySink sink) {
        this.tree = tree;
        this.top = top;
        this.sink = sink;
        this.contents = new ContentCopier(archive);
    }

    /// Exports the directory at `path`, from the root of the archive without a leading slash;
    /// empty for all of it. Returns only if everything was there and is what it was.
    public static void run(ArchiveReader archive, ByteString path, EntrySink sink)
            throws IOException, InterruptedException {
        var tree = archive.tree();
        var export = new Export(archive, tree, path, sink);
        var root = open(tree, path);
        sink.root(CanonicalMetadata.of(root.entry().metadata()));
        export.children(root, ByteString.EMPTY);
        sink.finish();
    }

    private static PxarDirectory open(PxarAccessor tree, ByteString path) throws IOException {
        var directory = tree.root();
        for (int from = 0; from < path.length(); ) {
            int end = path.indexOf('/', from);
            if (end < 0) end = path.length();
            var found = directory.find(path.substring(from, end));
            if (!(found instanceof PxarEntry.Directory child)) {
                throw new NotADirectoryException(path + " is not a directory of this snapshot");
            }
            directory = directory.open(child);
            from = end + 1;
        }
        return directory;
    }

    private void children(PxarDirectory directory, ByteString path)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("export");
        var children = directory.children();
        for (var child = children.next(); child != null; child = children.next()) {
            if (child instanceof PxarEntry.Directory below) {
                sink.directory(below.name(), CanonicalMetadata.of(below.metadata()));
                children(directory.open(below), path.child(below.name()));
                sink.endDirectory();
            } else {
                item(child, path);
            }
        }
    }

    private void item(PxarEntry entry, ByteString path) throws IOException {
        switch (entry) {
            case PxarEntry.RegularFile file -> file(file.name(), file.position(), file);
            case PxarEntry.Hardlink link -> link(link, path);
            case PxarEntry.Symlink link -> sink.symlink(link.name(), metadata(link), link.target());
            case PxarEntry.Device device -> sink.device(device.name(), metadata(device), device);
            case PxarEntry.Fifo fifo -> sink.fifo(fifo.name(), metadata(fifo));
            case PxarEntry.Socket socket -> sink.socket(socket.name(), metadata(socket));
            case PxarEntry.Directory _ -> throw new IllegalStateException("directories are walked");
        }
    }

    private static Metadata metadata(PxarEntry.Inode inode) {
        return CanonicalMetadata.of(inode.metadata());
    }

    private void file(ByteString name, long key, PxarEntry.RegularFile file) throws IOException {
        sink.file(name, metadata(file), key, file.size(), target -> contents.copy(file, target));
    }

    private void link(PxarEntry.Hardlink link, ByteString path) throws IOException {
        var inside = inside(link.target());
        if (inside != null) {
            tree.follow(link);
            sink.hardlink(link.name(), inside, link.targetPosition());
            return;
        }
        var first = firsts.get(link.targetPosition());
        if (first != null) {
            sink.hardlink(link.name(), first.path, first.key);
            return;
        }
        file(link.name(), link.position(), tree.follow(link));
        var own = path.child(link.name());
        if (own.length() <= ArchiveLimits.TARGET_LENGTH_MAX) {
            firsts.put(link.targetPosition(), new First(own, link.position()));
        }
    }

    /// `target` as seen from the exported directory; null if it is not below it.
    private @Nullable ByteString inside(ByteString target) throws CorruptDataException {
        if (top.isEmpty()) return target;
        var prefix = top.concat(ByteString.utf8("/"));
        if (!target.startsWith(prefix)) return null;
        return target.substring(prefix.length(), target.length());
    }
}
