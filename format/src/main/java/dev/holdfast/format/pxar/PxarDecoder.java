package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.CorruptDataException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads an archive front to back, one [PxarEvent] after the other.
///
/// Everything is checked on the way, so whoever has seen the last event has read an archive
/// that [PxarAccessor] reads too: names, sizes, the table of every directory, that each hard
/// link names an earlier regular file by its path and its position, and that nothing follows
/// the end. But a flaw shows when it is reached, and events came before it.
///
/// Memory: 32 bytes for each child of the open directories (in the stored form at most 1,024
/// of them, and directories), 16 bytes for each regular file, the largest entry. The streams
/// stay the caller's to close; they are read in large pieces and need no buffer.
public final class PxarDecoder {

    private static final int BUFFER = 65_536;

    private final ItemInput in;
    private final ArchiveHead head;
    private final EntryReader entries;
    private final @Nullable PayloadReader payload;
    private final List<Level> levels = new ArrayList<>();
    private final PositionMap files = new PositionMap();
    private final EncodedEntry encoded = new EncodedEntry();
    private int depth;
    private boolean started;
    private long contentBytes;
    private long payloadEnd = ArchiveLimits.ADDRESS_FIRST;
    private PxarEntry.@Nullable RegularFile file;
    private long contentLeft;

    /// An open directory. Levels are used again, to spare their arrays.
    private static final class Level {
        final ChildTable children;
        long hash;
        long position;
        long entryPosition;
        long path;
        boolean ascending;
        ByteString lastName = ByteString.EMPTY;

        Level(ArchiveForm form) {
            children = new ChildTable(form);
        }
    }

    private PxarDecoder(ItemInput in, ArchiveHead head, @Nullable PayloadReader payload) {
        this.in = in;
        this.head = head;
        this.entries = new EntryReader(in, head.form());
        this.payload = payload;
    }

    /// Opens an archive of version 1, or the metadata file of a split one to see its entries
    /// without their contents.
    public static PxarDecoder open(InputStream metadata) throws IOException {
        var in = new ItemInput(ByteFeed.of(metadata), 0, BUFFER);
        return new PxarDecoder(in, ArchiveHead.read(in, false), null);
    }

    /// Opens both files of a split archive.
    public static PxarDecoder open(InputStream metadata, InputStream payload) throws IOException {
        var in = new ItemInput(ByteFeed.of(metadata), 0, BUFFER);
        var head = ArchiveHead.read(in, false);
        if (head.form() == ArchiveForm.V1) {
            throw new CorruptDataException("pxar archive: version 1 has no payload file");
        }
        return new PxarDecoder(in, head, PayloadReader.open(payload));
    }

    /// Opens the metadata stream of a stored archive.
    public static PxarDecoder openStored(InputStream metadata) throws IOException {
        var in = new ItemInput(ByteFeed.of(metadata), 0, BUFFER);
        return new PxarDecoder(in, ArchiveHead.read(in, true), null);
    }

    public ArchiveForm form() {
        return head.form();
    }

    /// The free bytes in front of the root, null if there are none.
    public @Nullable ByteString prelude() {
        return head.prelude();
    }

    /// The size of all regular files so far, however often their bytes are shared: what
    /// writing them out would take.
    public long contentBytes() {
        return contentBytes;
    }

    /// How far the metadata stream was read.
    public long position() {
        return in.position();
    }

    /// The next step; null once the root was left and the streams have ended.
    public @Nullable PxarEvent next() throws IOException {
        endContent();
        in.unmark();
        if (!started) return enterRoot();
        if (depth == 0) return null;
        if (in.peek().type() == ItemType.GOODBYE) return leave();
        in.mark();
        var entry = entries.read();
        in.showMarked(encoded);
        var level = levels.get(depth - 1);
        checkOrder(level, entry);
        long hash = SipHash.ofName(entry.name());
        long path = pathAfter(level.path, hash);
        if (entry instanceof PxarEntry.Directory directory) {
            long nameSize = ItemHeader.BYTES + directory.name().length() + 1L;
            enter(hash, directory.position(), directory.position() + nameSize, path);
            return new PxarEvent.Enter(directory);
        }
        long content = 0;
        if (entry instanceof PxarEntry.RegularFile found) {
            content = found.size();
            files.add(found.position(), path);
            beginContent(found);
        }
        if (entry instanceof PxarEntry.Hardlink link) checkTarget(link);
        level.children.add(hash, entry.position(), entry.end() - entry.position(), content, false);
        return new PxarEvent.Item(entry);
    }

    /// The content of the regular file in the last event. It ends, and must not be used any
    /// more, with the call of [#next], which passes over what was not read.
    public InputStream content() {
        if (file == null) throw new IllegalStateException("the last event was no regular file");
        if (form() != ArchiveForm.V1 && payload == null) {
            throw new IllegalStateException("opened without the contents");
        }
        return new Content(file);
    }

    /// The bytes of the entry in the last event, if it was an [PxarEvent.Enter] of a directory
    /// below the root or an [PxarEvent.Item], and the archive is split.
    public EncodedEntry encoded() {
        if (form() == ArchiveForm.V1) throw new IllegalStateException("not for version 1");
        return encoded;
    }

    private PxarEvent enterRoot() throws IOException {
        var root = entries.readRoot();
        started = true;
        enter(0, 0, 0, 0);
        return new PxarEvent.Enter(root);
    }

    private void enter(long hash, long position, long entryPosition, long path)
            throws CorruptDataException {
        if (depth == ArchiveLimits.DEPTH_MAX) {
            throw corrupt(position, "is a directory deeper than " + depth);
        }
        if (depth == levels.size()) levels.add(new Level(form()));
        var level = levels.get(depth++);
        level.children.clear();
        level.hash = hash;
        level.position = position;
        level.entryPosition = entryPosition;
        level.path = path;
        level.ascending = true;
        level.lastName = ByteString.EMPTY;
    }

    private PxarEvent leave() throws IOException {
        var level = levels.get(depth - 1);
        TableCheck.take(in, level.children, form(), level.entryPosition, level.ascending);
        depth--;
        if (depth > 0) {
            long size = in.position() - level.position;
            levels.get(depth - 1).children.add(level.hash, level.position, size, 0, true);
        } else {
            if (!in.isAtEnd()) throw corrupt(in.position(), "more follows the end of the root");
            if (payload != null) payload.finish();
        }
        return new PxarEvent.Leave(in.position(), level.children.children());
    }

    /// Foreign archives may have a name out of order, which one of Proxmox's writers does.
    private void checkOrder(Level level, PxarEntry entry) throws CorruptDataException {
        int order = entry.name().compareTo(level.lastName);
        level.lastName = entry.name();
        if (order > 0) return;
        if (order == 0 || form() == ArchiveForm.STORED) {
            throw corrupt(
                    entry.position(),
                    "the name %s is not after the one before it".formatted(entry.name()));
        }
        level.ascending = false;
    }

    private void beginContent(PxarEntry.RegularFile found) throws IOException {
        if (Long.MAX_VALUE - contentBytes < found.size()) {
            throw corrupt(found.position(), "the sizes of all files exceed 2^63");
        }
        contentBytes += found.size();
        file = found;
        contentLeft = found.size();
        if (form() == ArchiveForm.V1) in.unmark();
        if (form() != ArchiveForm.V2) return;
        if (found.address() < payloadEnd) {
            throw corrupt(
                    found.position(),
                    "the content is at payload address %d, before %d"
                            .formatted(found.address(), payloadEnd));
        }
        payloadEnd = found.contentAddress() + found.size();
        if (payload != null) payload.seek(found);
    }

    private void endContent() throws IOException {
        if (file != null && contentLeft > 0) {
            if (form() == ArchiveForm.V1) in.skip(contentLeft);
            else if (payload != null) payload.skip(contentLeft);
        }
        file = null;
        contentLeft = 0;
    }

    private void checkTarget(PxarEntry.Hardlink link) throws CorruptDataException {
        long path = pathOf(link.target());
        if (files.get(link.targetPosition(), ~path) != path) {
            throw corrupt(
                    link.position(),
                    "is a hard link to %s, which is no earlier regular file"
                            .formatted(link.target()));
        }
    }

    private static long pathOf(ByteString target) {
        long path = 0;
        for (int from = 0; from <= target.length(); ) {
            int slash = target.indexOf('/', from);
            int to = slash < 0 ? target.length() : slash;
            path = pathAfter(path, SipHash.ofName(target.substring(from, to)));
            from = to + 1;
        }
        return path;
    }

    /// Stands for the path whose last part has the hash `name` in the directory `parent`.
    private static long pathAfter(long parent, long name) {
        return (Long.rotateLeft(parent, 23) + name) * 0x9e3779b97f4a7c15L;
    }

    private final class Content extends InputStream {

        private final PxarEntry.RegularFile of;

        Content(PxarEntry.RegularFile of) {
            this.of = of;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (file == null || file.position() != of.position()) {
                throw new IllegalStateException("the decoder has moved on");
            }
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) return 0;
            if (contentLeft == 0) return -1;
            int wanted = (int) Math.min(length, contentLeft);
            int count = payload == null
                    ? in.read(target, offset, wanted)
                    : payload.read(target, offset, wanted);
            if (count < 0) {
                throw new CorruptDataException("pxar archive: the content of %s lacks %d bytes"
                        .formatted(of.name(), contentLeft));
            }
            contentLeft -= count;
            return count;
        }
    }
}
