package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.ByteString;

import java.io.IOException;

/// Reads the items of one entry, from its FILENAME to its last item, or those of the root.
///
/// The mode and the items have to agree on what the entry is. Of a file of version 1 the
/// content is left to be read.
final class EntryReader {

    private final ItemInput in;
    private final ArchiveForm form;
    private final MetadataReader metadata;

    EntryReader(ItemInput in, ArchiveForm form) {
        this.in = in;
        this.form = form;
        this.metadata = MetadataReader.of(in, form);
    }

    PxarEntry.Directory readRoot() throws IOException {
        long position = in.position();
        var root = metadata.read();
        if (root.type() != FileType.DIRECTORY) {
            throw corrupt(position, "the root is not a directory but a " + root.type());
        }
        requireObjectEnd(root.type());
        return new PxarEntry.Directory(ByteString.EMPTY, root, position, in.position());
    }

    PxarEntry read() throws IOException {
        long position = in.position();
        var name = readName();
        if (in.peek().type() == ItemType.HARDLINK) return hardlink(name, position);
        var data = metadata.read();
        return switch (data.type()) {
            case DIRECTORY -> {
                requireObjectEnd(FileType.DIRECTORY);
                yield new PxarEntry.Directory(name, data, position, in.position());
            }
            case REGULAR ->
                form == ArchiveForm.V1
                        ? content(name, data, position)
                        : reference(name, data, position);
            case SYMLINK -> symlink(name, data, position);
            case BLOCK_DEVICE, CHARACTER_DEVICE -> device(name, data, position);
            case FIFO -> {
                requireObjectEnd(FileType.FIFO);
                yield new PxarEntry.Fifo(name, data, position, in.position());
            }
            case SOCKET -> {
                requireObjectEnd(FileType.SOCKET);
                yield new PxarEntry.Socket(name, data, position, in.position());
            }
        };
    }

    ByteString readName() throws IOException {
        long position = in.position();
        if (in.peek().type() != ItemType.FILENAME) {
            throw corrupt(
                    position,
                    "is an item %s in place of FILENAME".formatted(in.peek().type()));
        }
        var name = in.terminated(in.takeWhole(), ItemType.FILENAME);
        var flaw = NameRules.findFlaw(name);
        if (flaw != null) throw corrupt(position, "the name %s %s".formatted(name, flaw));
        return name;
    }

    private PxarEntry hardlink(ByteString name, long position) throws IOException {
        int size = in.takeWhole();
        long distance = in.u64();
        var target = in.terminated(size - 8, ItemType.HARDLINK);
        var flaw = NameRules.findPathFlaw(target);
        if (flaw != null) {
            throw corrupt(position, "is a hard link to %s, which %s".formatted(target, flaw));
        }
        if (distance <= 0 || distance > position) {
            throw corrupt(
                    position,
                    "is a hard link over %s bytes, which leads to nothing before it"
                            .formatted(Long.toUnsignedString(distance)));
        }
        return new PxarEntry.Hardlink(name, position, in.position(), target, position - distance);
    }

    private PxarEntry content(ByteString name, Metadata data, long position) throws IOException {
        long address = in.position();
        long size = require(ItemType.PAYLOAD, FileType.REGULAR).contentSize();
        in.takeHeader();
        return new PxarEntry.RegularFile(name, data, position, in.position() + size, address, size);
    }

    private PxarEntry reference(ByteString name, Metadata data, long position) throws IOException {
        require(ItemType.PAYLOAD_REF, FileType.REGULAR);
        in.takeWhole();
        long address = in.u64();
        long size = in.u64();
        if (address < ArchiveLimits.ADDRESS_FIRST
                || size < 0
                || size > ArchiveLimits.ADDRESS_LIMIT - ItemHeader.BYTES
                || address > ArchiveLimits.ADDRESS_LIMIT - ItemHeader.BYTES - size) {
            throw corrupt(
                    position,
                    "is a file of %s bytes at payload address %s"
                            .formatted(
                                    Long.toUnsignedString(size), Long.toUnsignedString(address)));
        }
        return new PxarEntry.RegularFile(name, data, position, in.position(), address, size);
    }

    private PxarEntry symlink(ByteString name, Metadata data, long position) throws IOException {
        require(ItemType.SYMLINK, FileType.SYMLINK);
        var target = in.terminated(in.takeWhole(), ItemType.SYMLINK);
        if (target.indexOf(0, 0) >= 0) {
            throw corrupt(
                    position,
                    "is a symbolic link to %s, which contains a NUL byte".formatted(target));
        }
        return new PxarEntry.Symlink(name, data, position, in.position(), target);
    }

    private PxarEntry device(ByteString name, Metadata data, long position) throws IOException {
        require(ItemType.DEVICE, data.type());
        in.takeWhole();
        long major = in.u64();
        long minor = in.u64();
        if (major < 0 || major > Metadata.ID_MAX || minor < 0 || minor > Metadata.ID_MAX) {
            throw corrupt(
                    position,
                    "is the device %s:%s"
                            .formatted(Long.toUnsignedString(major), Long.toUnsignedString(minor)));
        }
        return new PxarEntry.Device(name, data, position, in.position(), major, minor);
    }

    private ItemHeader require(ItemType item, FileType type) throws IOException {
        if (in.peek().type() == item) return in.peek();
        throw corrupt(
                in.position(),
                "a file of the type %s has an item %s in place of %s"
                        .formatted(type, in.peek().type(), item));
    }

    /// Directories, FIFOs and sockets have no item of their own: the next entry or the table
    /// of the directory follows.
    private void requireObjectEnd(FileType type) throws IOException {
        var next = in.peek().type();
        if (next != ItemType.FILENAME && next != ItemType.GOODBYE) {
            throw corrupt(
                    in.position(), "a file of the type %s has an item %s".formatted(type, next));
        }
    }
}
