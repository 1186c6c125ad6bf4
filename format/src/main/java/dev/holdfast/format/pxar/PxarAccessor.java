package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;
import dev.holdfast.format.RandomAccessBytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Finds places in an archive without reading what lies between them.
///
/// The root is found from the archive's end, a child by the table of its directory. What is
/// read is checked like [PxarDecoder] does; what is not read is not. Holds no more than the
/// root, and may be used by several threads if its bytes may.
public final class PxarAccessor {

    private static final int BUFFER = 512;

    private final RandomAccessBytes metadata;
    private final @Nullable RandomAccessBytes payload;
    private final ArchiveHead head;
    private final PxarDirectory root;

    private PxarAccessor(
            RandomAccessBytes metadata,
            @Nullable RandomAccessBytes payload,
            ArchiveHead head,
            PxarDirectory root) {
        this.metadata = metadata;
        this.payload = payload;
        this.head = head;
        this.root = root;
    }

    /// Opens an archive of version 1, or the metadata file of a split one without contents.
    public static PxarAccessor open(RandomAccessBytes metadata) throws IOException {
        return open(metadata, null, false);
    }

    /// Opens both files of a split archive.
    public static PxarAccessor open(RandomAccessBytes metadata, RandomAccessBytes payload)
            throws IOException {
        var accessor = open(metadata, payload, false);
        if (accessor.form() == ArchiveForm.V1) {
            throw new CorruptDataException("pxar archive: version 1 has no payload file");
        }
        checkPayload(payload);
        return accessor;
    }

    /// Opens the metadata stream of a stored archive.
    public static PxarAccessor openStored(RandomAccessBytes metadata) throws IOException {
        return open(metadata, null, true);
    }

    private static PxarAccessor open(
            RandomAccessBytes metadata, @Nullable RandomAccessBytes payload, boolean stored)
            throws IOException {
        var in = new ItemInput(ByteFeed.of(metadata, 0), 0, BUFFER);
        var head = ArchiveHead.read(in, stored);
        var entry = new EntryReader(in, head.form()).readRoot();
        var root = PxarDirectory.open(metadata, head.form(), entry, 0, metadata.size(), 0);
        return new PxarAccessor(metadata, payload, head, root);
    }

    public ArchiveForm form() {
        return head.form();
    }

    /// The free bytes in front of the root, null if there are none.
    public @Nullable ByteString prelude() {
        return head.prelude();
    }

    public PxarDirectory root() {
        return root;
    }

    /// The entry at `path`, names joined by slashes, from the root without a leading slash;
    /// the root itself if the path is empty; null if there is nothing.
    public @Nullable PxarEntry find(ByteString path) throws IOException {
        var directory = root;
        PxarEntry entry = root.entry();
        for (int from = 0; from < path.length(); ) {
            if (from > 0) {
                if (!(entry instanceof PxarEntry.Directory found)) return null;
                directory = directory.open(found);
            }
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            entry = directory.find(path.substring(from, to));
            if (entry == null) return null;
            from = to + 1;
        }
        return entry;
    }

    /// The entry whose position is `position`, for who has seen it before and kept no more
    /// than that; it is read as if nothing were known of it.
    public PxarEntry entryAt(long position) throws IOException {
        if (position == root.entry().position()) return root.entry();
        if (position <= root.entry().position() || position >= root.end()) {
            throw corrupt(position, "is no place of an entry");
        }
        var in = new ItemInput(ByteFeed.of(metadata, position), position, BUFFER);
        return new EntryReader(in, head.form()).read();
    }

    /// The regular file that `link` is another name for.
    public PxarEntry.RegularFile follow(PxarEntry.Hardlink link) throws IOException {
        if (find(link.target()) instanceof PxarEntry.RegularFile file
                && file.position() == link.targetPosition()) {
            return file;
        }
        throw corrupt(
                link.position(),
                "is a hard link to %s, which is no earlier regular file".formatted(link.target()));
    }

    /// The content of `file`. Not for stored archives, whose payload is not a file.
    public RandomAccessBytes content(PxarEntry.RegularFile file) throws IOException {
        if (form() == ArchiveForm.V1) {
            return new Slice(metadata, file.contentAddress(), file.size());
        }
        if (payload == null) throw new IllegalStateException("opened without the contents");
        var in = new ItemInput(ByteFeed.of(payload, file.address()), file.address(), BUFFER);
        PayloadReader.checkHeader(file, in);
        if (file.contentAddress() + file.size() > payload.size() - ItemHeader.BYTES) {
            throw new CorruptDataException("pxar payload: ends in the content of " + file.name());
        }
        return new Slice(payload, file.contentAddress(), file.size());
    }

    private static void checkPayload(RandomAccessBytes payload) throws IOException {
        PayloadReader.checkStart(new ItemInput(ByteFeed.of(payload, 0), 0, BUFFER));
        var tail = new byte[ItemHeader.BYTES];
        if (payload.size() >= 2 * ItemHeader.BYTES) {
            payload.read(payload.size() - ItemHeader.BYTES, tail, 0, ItemHeader.BYTES);
        }
        PayloadReader.checkTail(tail, ItemHeader.BYTES);
    }

    private record Slice(RandomAccessBytes of, long start, long size) implements RandomAccessBytes {

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            if (position < 0 || length < 0 || position > size - length) {
                throw new IllegalArgumentException(
                        "bytes %d+%d of a content of %d".formatted(position, length, size));
            }
            of.read(start + position, target, offset, length);
        }
    }
}
