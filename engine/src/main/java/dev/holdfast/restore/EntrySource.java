package dev.holdfast.restore;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PxarAccessor;
import dev.holdfast.format.pxar.PxarEntry;

import java.io.IOException;

/// The entries of an archive by their position, for a plan that kept nothing else.
final class EntrySource {

    private final PxarAccessor tree;

    EntrySource(PxarAccessor tree) {
        this.tree = tree;
    }

    PxarEntry get(long position) throws IOException {
        return tree.entryAt(position);
    }

    ByteString name(long position) throws IOException {
        return tree.entryAt(position).name();
    }

    /// The regular file at `position`, or the one that the hard link there names.
    PxarEntry.RegularFile file(long position) throws IOException {
        return file(tree.entryAt(position));
    }

    /// `entry` itself, or the regular file that it, a hard link, names.
    PxarEntry.RegularFile file(PxarEntry entry) throws IOException {
        return switch (entry) {
            case PxarEntry.RegularFile file -> file;
            case PxarEntry.Hardlink link -> tree.follow(link);
            case PxarEntry.Inode other -> throw changed(other);
        };
    }

    Metadata directory(long position) throws IOException {
        if (tree.entryAt(position) instanceof PxarEntry.Directory directory) {
            return directory.metadata();
        }
        throw new CorruptDataException("pxar archive: at %d is no directory".formatted(position));
    }

    private static CorruptDataException changed(PxarEntry entry) {
        return new CorruptDataException(
                "pxar archive: %s is no regular file".formatted(entry.name()));
    }
}
