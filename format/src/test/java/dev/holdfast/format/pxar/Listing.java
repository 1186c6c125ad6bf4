package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Everything in an archive, read by one of the two readers: a line for each entry.
final class Listing {

    private Listing() {}

    /// Reads to the end, with all contents if there are any.
    static List<String> sequential(ArchiveBytes archive) throws IOException {
        var decoder = archive.decoder();
        var lines = new ArrayList<String>();
        var paths = new ArrayDeque<ByteString>();
        for (PxarEvent event; (event = decoder.next()) != null; ) {
            switch (event) {
                case PxarEvent.Enter(var directory) -> {
                    var path = paths.isEmpty()
                            ? ByteString.EMPTY
                            : paths.peek().child(directory.name());
                    paths.push(path);
                    lines.add(EntryLine.of(path, directory, null));
                }
                case PxarEvent.Item(var entry) -> {
                    var path = paths.element().child(entry.name());
                    lines.add(EntryLine.of(path, entry, digest(decoder, entry, archive)));
                }
                case PxarEvent.Leave _ -> paths.pop();
            }
        }
        return lines;
    }

    private static @Nullable Sha256 digest(
            PxarDecoder decoder, PxarEntry entry, ArchiveBytes archive) throws IOException {
        if (!(entry instanceof PxarEntry.RegularFile file)) return null;
        if (archive.givesContents()) return Sha256.hash(decoder.content().readAllBytes());
        return archive.payload() == null ? null : Sha256.hash(archive.content(file));
    }

    /// Opens every directory, finds every child again by its name, follows every hard link.
    static List<String> byAccess(ArchiveBytes archive) throws IOException {
        var accessor = archive.accessor();
        var lines = new ArrayList<String>();
        lines.add(EntryLine.of(ByteString.EMPTY, accessor.root().entry(), null));
        var open = new ArrayDeque<Open>();
        open.push(new Open(ByteString.EMPTY, accessor.root(), accessor.root().children()));
        while (!open.isEmpty()) {
            var in = open.element();
            var child = in.children.next();
            if (child == null) {
                open.pop();
                continue;
            }
            if (!child.equals(in.directory.find(child.name()))) {
                throw new CorruptDataException("found another " + child.name());
            }
            var path = in.path.child(child.name());
            lines.add(EntryLine.of(path, child, digest(accessor, child, archive)));
            if (child instanceof PxarEntry.Hardlink link) accessor.follow(link);
            if (child instanceof PxarEntry.Directory below) {
                var directory = in.directory.open(below);
                open.push(new Open(path, directory, directory.children()));
            }
        }
        return lines;
    }

    private record Open(
            ByteString path, PxarDirectory directory, PxarDirectory.Children children) {}

    private static @Nullable Sha256 digest(
            PxarAccessor accessor, PxarEntry entry, ArchiveBytes archive) throws IOException {
        if (!(entry instanceof PxarEntry.RegularFile file)) return null;
        if (!archive.givesContents()) {
            return archive.payload() == null ? null : Sha256.hash(archive.content(file));
        }
        var content = accessor.content(file);
        var digest = Sha256.digest();
        var buffer = new byte[8_192];
        for (long at = 0; at < content.size(); ) {
            int count = (int) Math.min(buffer.length, content.size() - at);
            content.read(at, buffer, 0, count);
            digest.update(buffer, 0, count);
            at += count;
        }
        return Sha256.of(digest.digest());
    }
}
