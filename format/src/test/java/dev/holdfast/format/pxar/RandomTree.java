package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;
import dev.holdfast.format.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// Trees nobody would think of, written in any form: every type, every attribute, names of
/// any bytes, links to files seen before.
final class RandomTree {

    private final Random random;
    private final PxarEncoder encoder;
    private final @Nullable PayloadEncoder payload;
    private final List<String> lines = new ArrayList<>();
    private final List<ByteString> linkable = new ArrayList<>();
    private final PositionMap positions = new PositionMap();
    private int left;

    private RandomTree(
            Random random, int entries, PxarEncoder encoder, @Nullable PayloadEncoder payload) {
        this.random = random;
        this.left = entries;
        this.encoder = encoder;
        this.payload = payload;
    }

    /// An archive, and the lines that a [Listing] of it must have.
    record Written(ArchiveBytes archive, List<String> lines) {}

    /// Writes a tree of at most `entries`; the same seed gives the same tree in each form.
    static Written write(long seed, int entries, ArchiveForm form) throws IOException {
        var metadata = new ByteWriter();
        var contents = new ByteWriter();
        var encoder = PxarEncoder.open(metadata::bytes, form);
        var payload = form == ArchiveForm.V1 ? null : PayloadEncoder.open(contents::bytes);
        var tree = new RandomTree(new Random(seed), entries, encoder, payload);
        tree.writeRoot();
        encoder.finish();
        if (payload == null) {
            return new Written(ArchiveBytes.v1(metadata.toByteArray()), tree.lines);
        }
        payload.finish();
        var archive = new ArchiveBytes(
                ByteString.of(metadata.toByteArray()),
                ByteString.of(contents.toByteArray()),
                form == ArchiveForm.STORED);
        return new Written(archive, tree.lines);
    }

    private void writeRoot() throws IOException {
        var metadata = metadata(FileType.DIRECTORY);
        var prelude = random.nextBoolean() ? null : bytes(random.nextInt(100));
        encoder.root(metadata, encoder.form() == ArchiveForm.V1 ? null : prelude);
        add(ByteString.EMPTY, new PxarEntry.Directory(ByteString.EMPTY, metadata, 0, 0), null);
        writeChildren(ByteString.EMPTY);
    }

    private void writeChildren(ByteString path) throws IOException {
        var names = new TreeSet<ByteString>();
        for (int i = random.nextInt(left + 1); i > 0; i--) names.add(name());
        left -= names.size();
        for (var name : names) write(name, path.child(name));
    }

    private void write(ByteString name, ByteString path) throws IOException {
        switch (random.nextInt(9)) {
            case 0, 1 -> directory(name, path);
            case 2, 3, 4 -> file(name, path);
            case 5 -> {
                var metadata = metadata(FileType.SYMLINK);
                var target = name();
                encoder.symlink(name, metadata, target);
                add(path, new PxarEntry.Symlink(name, metadata, 0, 0, target), null);
            }
            case 6 -> {
                boolean block = random.nextBoolean();
                var metadata = metadata(block ? FileType.BLOCK_DEVICE : FileType.CHARACTER_DEVICE);
                long major = random.nextInt(4096);
                long minor = Integer.toUnsignedLong(random.nextInt());
                encoder.device(name, metadata, major, minor);
                add(path, new PxarEntry.Device(name, metadata, 0, 0, major, minor), null);
            }
            case 7 -> {
                boolean fifo = random.nextBoolean();
                var metadata = metadata(fifo ? FileType.FIFO : FileType.SOCKET);
                if (fifo) {
                    encoder.fifo(name, metadata);
                    add(path, new PxarEntry.Fifo(name, metadata, 0, 0), null);
                } else {
                    encoder.socket(name, metadata);
                    add(path, new PxarEntry.Socket(name, metadata, 0, 0), null);
                }
            }
            default -> hardlink(name, path);
        }
    }

    private void directory(ByteString name, ByteString path) throws IOException {
        var metadata = metadata(FileType.DIRECTORY);
        encoder.directory(name, metadata);
        add(path, new PxarEntry.Directory(name, metadata, 0, 0), null);
        writeChildren(path);
        encoder.endDirectory();
    }

    private void file(ByteString name, ByteString path) throws IOException {
        var metadata = metadata(FileType.REGULAR);
        var content = bytes(random.nextInt(8) == 0 ? 0 : random.nextInt(400)).toByteArray();
        long position;
        if (payload == null) {
            position = encoder.file(name, metadata, content.length);
            int half = content.length / 2;
            encoder.content(content, 0, half);
            encoder.content(content, half, content.length - half);
        } else {
            long address = payload.begin(content.length);
            payload.content(content, 0, content.length);
            position = encoder.reference(name, metadata, address, content.length);
        }
        if (path.length() <= ArchiveLimits.TARGET_LENGTH_MAX) {
            positions.add(linkable.size(), position);
            linkable.add(path);
        }
        var entry = new PxarEntry.RegularFile(name, metadata, 0, 0, 0, content.length);
        add(path, entry, Sha256.hash(content));
    }

    private void hardlink(ByteString name, ByteString path) throws IOException {
        if (linkable.isEmpty()) {
            file(name, path);
            return;
        }
        int which = random.nextInt(linkable.size());
        var target = linkable.get(which);
        encoder.hardlink(name, target, positions.get(which, -1));
        add(path, new PxarEntry.Hardlink(name, 0, 0, target, 0), null);
    }

    private void add(ByteString path, PxarEntry entry, @Nullable Sha256 content) {
        lines.add(EntryLine.of(path, entry, content));
    }

    private Metadata metadata(FileType type) {
        long mode = type.bits() | random.nextInt(010000);
        long flags = random.nextInt(4) == 0 ? InodeFlag.ofLinux(random.nextInt()) : 0;
        var mtime = new Timestamp(random.nextLong(), random.nextInt(1_000_000_000));
        long uid = Integer.toUnsignedLong(random.nextInt());
        var xattrs = new ArrayList<Xattr>();
        if (random.nextInt(4) == 0) {
            for (int i = random.nextInt(4); i > 0; i--) {
                xattrs.add(new Xattr(ByteString.utf8("user." + i), bytes(random.nextInt(50))));
            }
        }
        var capabilities = random.nextInt(9) == 0 ? bytes(20) : null;
        long projectId = random.nextInt(9) == 0 ? 1 + random.nextInt(1000) : 0;
        return new Metadata(mode, flags, uid, 7, mtime, xattrs, acl(), capabilities, projectId);
    }

    private Acl acl() {
        if (random.nextInt(3) != 0) return Acl.NONE;
        return new Acl(
                named(),
                named(),
                random.nextInt(9) - 1 == 7 ? Acl.ABSENT : random.nextInt(8),
                random.nextBoolean() ? null : new Acl.Defaults(7, Acl.ABSENT, 5, Acl.ABSENT),
                named(),
                named());
    }

    private List<Acl.Named> named() {
        var list = new ArrayList<Acl.Named>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(new Acl.Named(0xffff_ffffL - i, random.nextInt(8)));
        }
        return list;
    }

    private ByteString name() {
        while (true) {
            int length = random.nextInt(60) == 0 ? 255 : 1 + random.nextInt(6);
            var name = bytes(length);
            if (NameRules.findFlaw(name) == null) return name;
        }
    }

    private ByteString bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.ofOwned(bytes);
    }
}
