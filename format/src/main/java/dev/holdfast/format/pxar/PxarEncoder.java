package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.MetadataWriter.header;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Writes an archive, or the metadata stream of a split one, entry by entry.
///
/// The caller walks its tree: [#root], then the root's children with names strictly ascending
/// by unsigned bytes, directories between [#directory] and [#endDirectory], then [#finish].
/// Every method that writes an entry returns its position, which is what a later hard link
/// to it has to name. Bytes reach the sink in pieces of some 32 KiB; open directories take
/// 32 bytes of memory for each child their tables will list.
///
/// Calls out of order and values beyond [ArchiveLimits] are mistakes of the program.
public final class PxarEncoder {

    private static final int PIECE = 32_768;

    private final ByteSink sink;
    private final ArchiveForm form;
    private final ByteWriter out = new ByteWriter(2 * PIECE);
    private final List<Level> levels = new ArrayList<>();
    private int depth;
    private long flushed;
    private long contentLeft;
    private long payloadEnd = ArchiveLimits.ADDRESS_FIRST;
    private boolean finished;

    /// An open directory. Levels are used again, to spare their arrays.
    private static final class Level {
        final ChildTable children;
        long hash;
        long position;
        long entryPosition;
        ByteString lastName = ByteString.EMPTY;

        Level(ArchiveForm form) {
            children = new ChildTable(form);
        }
    }

    private PxarEncoder(ByteSink sink, ArchiveForm form) {
        this.sink = sink;
        this.form = form;
    }

    public static PxarEncoder open(ByteSink sink, ArchiveForm form) {
        return new PxarEncoder(sink, form);
    }

    public ArchiveForm form() {
        return form;
    }

    /// Bytes of the stream so far: where the next item will be.
    public long position() {
        return flushed + out.size();
    }

    /// How many directories are open, the root included.
    public int depth() {
        return depth;
    }

    public long root(Metadata metadata) throws IOException {
        return root(metadata, null);
    }

    /// Begins the archive. A `prelude` is free bytes for the reader, not for version 1.
    public long root(Metadata metadata, @Nullable ByteString prelude) throws IOException {
        if (finished || position() != 0) throw new IllegalStateException("a second root");
        checkType(metadata, FileType.DIRECTORY);
        if (form != ArchiveForm.V1) {
            header(ItemType.FORMAT_VERSION, 8, out);
            out.u64(2);
        }
        if (prelude != null) {
            if (form == ArchiveForm.V1)
                throw new IllegalArgumentException("a prelude in version 1");
            header(ItemType.PRELUDE, prelude.length(), out);
            out.bytes(prelude);
        }
        long position = position();
        enter(0, 0, position);
        level().entryPosition = 0;
        MetadataWriter.write(metadata, out);
        return position;
    }

    /// Begins a directory; what follows up to its [#endDirectory] is in it.
    public long directory(ByteString name, Metadata metadata) throws IOException {
        checkType(metadata, FileType.DIRECTORY);
        long position = name(name);
        long hash = SipHash.ofName(name);
        enter(hash, position, position());
        MetadataWriter.write(metadata, out);
        return position;
    }

    public void endDirectory() throws IOException {
        if (depth < 2) throw new IllegalStateException("no directory but the root is open");
        checkContent();
        var level = level();
        leave(level);
        level().children.add(level.hash, level.position, position() - level.position, 0, true);
    }

    /// Begins a regular file of version 1; exactly `size` bytes of [#content] have to follow.
    public long file(ByteString name, Metadata metadata, long size) throws IOException {
        if (form != ArchiveForm.V1) throw new IllegalStateException("content in a split archive");
        checkType(metadata, FileType.REGULAR);
        long position = inode(name, metadata);
        header(ItemType.PAYLOAD, size, out);
        contentLeft = size;
        child(name, position, position() + size - position, 0);
        return position;
    }

    public void content(byte[] bytes, int offset, int length) throws IOException {
        if (length > contentLeft) throw new IllegalStateException("content beyond its size");
        flush();
        sink.write(bytes, offset, length);
        flushed += length;
        contentLeft -= length;
    }

    /// Writes a regular file whose content is in the payload stream, its header at `address`.
    /// In version 2 addresses ascend without overlap; in the stored form they are free.
    public long reference(ByteString name, Metadata metadata, long address, long size)
            throws IOException {
        if (form == ArchiveForm.V1) throw new IllegalStateException("a reference in version 1");
        checkType(metadata, FileType.REGULAR);
        checkReference(address, size);
        long position = inode(name, metadata);
        header(ItemType.PAYLOAD_REF, 16, out);
        out.u64(address).u64(size);
        return child(name, position, position() - position, size);
    }

    public long symlink(ByteString name, Metadata metadata, ByteString target) throws IOException {
        checkType(metadata, FileType.SYMLINK);
        if (target.isEmpty()
                || target.length() > ArchiveLimits.TARGET_LENGTH_MAX
                || target.indexOf(0, 0) >= 0) {
            throw new IllegalArgumentException("no symbolic link points to " + target);
        }
        long position = inode(name, metadata);
        MetadataWriter.string(ItemType.SYMLINK, target, out);
        return child(name, position, position() - position, 0);
    }

    /// Writes a block or character device, as the mode says.
    public long device(ByteString name, Metadata metadata, long major, long minor)
            throws IOException {
        if (!metadata.type().isDevice()) {
            throw new IllegalArgumentException("a device with the mode of a " + metadata.type());
        }
        if (major < 0 || major > Metadata.ID_MAX || minor < 0 || minor > Metadata.ID_MAX) {
            throw new IllegalArgumentException("no device is " + major + ":" + minor);
        }
        long position = inode(name, metadata);
        header(ItemType.DEVICE, 16, out);
        out.u64(major).u64(minor);
        return child(name, position, position() - position, 0);
    }

    public long fifo(ByteString name, Metadata metadata) throws IOException {
        checkType(metadata, FileType.FIFO);
        long position = inode(name, metadata);
        return child(name, position, position() - position, 0);
    }

    public long socket(ByteString name, Metadata metadata) throws IOException {
        checkType(metadata, FileType.SOCKET);
        long position = inode(name, metadata);
        return child(name, position, position() - position, 0);
    }

    /// Writes another name for a regular file of this archive. `target` is its path from the
    /// root without a leading slash, `targetPosition` what writing it returned: its position
    /// in *this* archive, wherever it was in the one that is being copied.
    public long hardlink(ByteString name, ByteString target, long targetPosition)
            throws IOException {
        var flaw = NameRules.findPathFlaw(target);
        if (flaw != null)
            throw new IllegalArgumentException("hard link to %s, which %s".formatted(target, flaw));
        if (targetPosition <= 0 || targetPosition >= position()) {
            throw new IllegalArgumentException("hard link to what is not before it");
        }
        long position = name(name);
        header(ItemType.HARDLINK, 8L + target.length() + 1, out);
        out.u64(position - targetPosition).bytes(target).u8(0);
        return child(name, position, position() - position, 0);
    }

    /// Writes `entry` by the bytes a decoder read it from; both archives have to be split, and
    /// the payload addresses mean the same in both. Not for hard links, whose bytes depend on
    /// where they stand, and not for the root. A directory is open after this.
    public long copy(PxarEntry entry, EncodedEntry encoded) throws IOException {
        checkCopy(entry, encoded);
        long position = begin(entry.name());
        if (entry instanceof PxarEntry.Directory directory) {
            long entryPosition = position + ItemHeader.BYTES + directory.name().length() + 1;
            enter(SipHash.ofName(entry.name()), position, entryPosition);
        }
        out.bytes(encoded.array(), encoded.offset(), encoded.length());
        if (entry instanceof PxarEntry.Directory) return position;
        long size = entry instanceof PxarEntry.RegularFile file ? file.size() : 0;
        return child(entry.name(), position, encoded.length(), size);
    }

    private void checkCopy(PxarEntry entry, EncodedEntry encoded) {
        if (form == ArchiveForm.V1) throw new IllegalStateException("a copy into version 1");
        if (entry instanceof PxarEntry.Hardlink || entry.name().isEmpty()) {
            throw new IllegalArgumentException("hard links and roots cannot be copied");
        }
        if (encoded.length() != entry.end() - entry.position()) {
            throw new IllegalArgumentException("%d bytes for %s, which has %d"
                    .formatted(encoded.length(), entry.name(), entry.end() - entry.position()));
        }
        if (entry instanceof PxarEntry.RegularFile file) {
            checkReference(file.address(), file.size());
        }
    }

    /// Ends the root and the archive, and hands the last bytes to the sink.
    public void finish() throws IOException {
        if (depth != 1) throw new IllegalStateException(depth + " directories are open");
        checkContent();
        leave(level());
        flush();
        finished = true;
    }

    private Level level() {
        return levels.get(depth - 1);
    }

    private void enter(long hash, long position, long entryPosition) {
        if (depth == ArchiveLimits.DEPTH_MAX) {
            throw new IllegalStateException("directories deeper than " + depth);
        }
        if (depth == levels.size()) levels.add(new Level(form));
        var level = levels.get(depth++);
        level.children.clear();
        level.hash = hash;
        level.position = position;
        level.entryPosition = entryPosition;
        level.lastName = ByteString.EMPTY;
    }

    /// Writes the table of `level` and closes it.
    private void leave(Level level) throws IOException {
        var children = level.children;
        long tablePosition = position();
        header(ItemType.GOODBYE, children.itemSize() - ItemHeader.BYTES, out);
        var order = children.byHash();
        for (int rank : TreeOrder.ranks(order.length)) {
            int child = order[rank];
            long size =
                    form == ArchiveForm.V2 ? children.sizeWithContent(child) : children.size(child);
            out.u64(children.hash(child))
                    .u64(tablePosition - children.position(child))
                    .u64(size);
            flushPiece();
        }
        out.u64(ItemType.TABLE_TAIL_MARKER);
        out.u64(tablePosition - level.entryPosition).u64(children.itemSize());
        depth--;
    }

    /// Writes FILENAME, ENTRY and attributes, and returns where they began.
    private long inode(ByteString name, Metadata metadata) throws IOException {
        long position = name(name);
        MetadataWriter.write(metadata, out);
        return position;
    }

    private long name(ByteString name) throws IOException {
        long position = begin(name);
        MetadataWriter.string(ItemType.FILENAME, name, out);
        return position;
    }

    /// Checks that an entry of this name may come next, and returns where.
    private long begin(ByteString name) throws IOException {
        if (depth == 0) throw new IllegalStateException("no directory is open");
        checkContent();
        NameRules.check(name);
        var level = level();
        if (name.compareTo(level.lastName) <= 0) {
            throw new IllegalArgumentException("%s after %s".formatted(name, level.lastName));
        }
        level.lastName = name;
        flushPiece();
        return position();
    }

    private long child(ByteString name, long position, long size, long content) {
        level().children.add(SipHash.ofName(name), position, size, content, false);
        return position;
    }

    private void checkContent() {
        if (contentLeft != 0) {
            throw new IllegalStateException("content lacks " + contentLeft + " bytes");
        }
    }

    private void checkReference(long address, long size) {
        if (address < ArchiveLimits.ADDRESS_FIRST
                || size < 0
                || size > ArchiveLimits.ADDRESS_LIMIT - ItemHeader.BYTES
                || address > ArchiveLimits.ADDRESS_LIMIT - ItemHeader.BYTES - size) {
            throw new IllegalArgumentException(
                    "no payload of %d bytes is at %d".formatted(size, address));
        }
        if (form != ArchiveForm.V2) return;
        if (address < payloadEnd) {
            throw new IllegalArgumentException(
                    "payload at %d after one that ends at %d".formatted(address, payloadEnd));
        }
        payloadEnd = address + ItemHeader.BYTES + size;
    }

    private static void checkType(Metadata metadata, FileType type) {
        if (metadata.type() != type) {
            throw new IllegalArgumentException(
                    "a %s with the mode of a %s".formatted(type, metadata.type()));
        }
    }

    private void flushPiece() throws IOException {
        if (out.size() >= PIECE) flush();
    }

    private void flush() throws IOException {
        if (out.size() == 0) return;
        sink.write(out.buffer(), 0, out.size());
        flushed += out.size();
        out.clear();
    }
}
