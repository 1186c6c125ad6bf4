package dev.holdfast.format.pxar;

import static dev.holdfast.format.pxar.ItemInput.corrupt;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.RandomAccessBytes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// A directory of an archive that was opened for random access.
///
/// Its entry, its table's tail and header were checked; children are checked as they are
/// read. It holds at most some 24 KiB and may be used by several threads.
public final class PxarDirectory {

    private static final int SCAN_BUFFER = 32_768;
    private static final int FIND_BUFFER = 512;

    private final RandomAccessBytes bytes;
    private final ArchiveForm form;
    private final PxarEntry.Directory entry;
    private final DirectoryTable table;
    private final long end;
    private final int depth;

    private PxarDirectory(
            RandomAccessBytes bytes,
            ArchiveForm form,
            PxarEntry.Directory entry,
            DirectoryTable table,
            long end,
            int depth) {
        this.bytes = bytes;
        this.form = form;
        this.entry = entry;
        this.table = table;
        this.end = end;
        this.depth = depth;
    }

    /// Opens a directory that ends at `end`, below `depth` others. Its tail has to lead back
    /// to `entryPosition`.
    static PxarDirectory open(
            RandomAccessBytes bytes,
            ArchiveForm form,
            PxarEntry.Directory entry,
            long entryPosition,
            long end,
            int depth)
            throws IOException {
        if (depth == ArchiveLimits.DEPTH_MAX) {
            throw corrupt(entry.position(), "is a directory deeper than " + depth);
        }
        var table = DirectoryTable.open(bytes, entryPosition, end);
        if (table.position() < entry.end()) {
            throw corrupt(end, "a directory table reaches into its directory's entry");
        }
        return new PxarDirectory(bytes, form, entry, table, end, depth);
    }

    public PxarEntry.Directory entry() {
        return entry;
    }

    /// The first position behind this directory's table.
    public long end() {
        return end;
    }

    /// The child of this name, null if there is none.
    ///
    /// In a stored archive the tables of large directories do not list files: then all
    /// children up to the name are read.
    public @Nullable PxarEntry find(ByteString name) throws IOException {
        if (NameRules.findFlaw(name) != null) return null;
        var found = new PxarEntry[1];
        boolean listed = table.search(SipHash.ofName(name), (position, size) -> {
            var child = read(position);
            if (!child.name().equals(name)) return false;
            found[0] = checkSize(child, size);
            return true;
        });
        if (listed) return found[0];
        return form == ArchiveForm.STORED && !listsAll() ? findByScan(name) : null;
    }

    /// Opens `child`, which [#find] or [#children] of this directory returned.
    public PxarDirectory open(PxarEntry.Directory child) throws IOException {
        long entryPosition = child.position() + ItemHeader.BYTES + child.name().length() + 1;
        return open(bytes, form, child, entryPosition, endOf(child), depth + 1);
    }

    /// All children in archive order.
    public Children children() {
        return new Children();
    }

    private PxarEntry read(long position) throws IOException {
        if (position < entry.end() || position >= table.position()) {
            throw corrupt(table.position(), "a directory table lists a child at " + position);
        }
        var in = new ItemInput(ByteFeed.of(bytes, position), position, FIND_BUFFER);
        return checkEnd(new EntryReader(in, form).read());
    }

    private PxarEntry checkEnd(PxarEntry child) throws IOException {
        if (child.end() > table.position()) {
            throw corrupt(child.position(), "is an entry that ends beyond its directory");
        }
        return child;
    }

    private PxarEntry checkSize(PxarEntry child, long size) throws IOException {
        if (sizeFits(child, size)) return child;
        throw corrupt(
                table.position(),
                "a directory table lists %s with %s bytes"
                        .formatted(child.name(), Long.toUnsignedString(size)));
    }

    private boolean sizeFits(PxarEntry child, long size) {
        long own = child.end() - child.position();
        return switch (child) {
            case PxarEntry.Directory _ -> size > own && size <= table.position() - child.position();
            case PxarEntry.RegularFile file ->
                size == own || (form == ArchiveForm.V2 && size == own + file.size());
            default -> size == own;
        };
    }

    private long endOf(PxarEntry.Directory child) throws IOException {
        var end = new long[1];
        boolean listed = table.search(SipHash.ofName(child.name()), (position, size) -> {
            if (position != child.position() || !sizeFits(child, size)) return false;
            end[0] = position + size;
            return true;
        });
        if (!listed) {
            throw corrupt(
                    table.position(),
                    "a directory table does not list %s rightly".formatted(child.name()));
        }
        return end[0];
    }

    private boolean isListed(PxarEntry child) throws IOException {
        return table.search(
                SipHash.ofName(child.name()),
                (position, size) -> position == child.position() && sizeFits(child, size));
    }

    /// Whether the table of this stored directory has every child: then their sizes add up.
    private boolean listsAll() throws IOException {
        if (table.count() > ArchiveLimits.FULL_TABLE_CHILDREN_MAX) return false;
        long sum = 0;
        for (int place = 0; place < table.count(); place++) {
            long size = table.item(place).size();
            if (size < 0 || size > table.position()) return false;
            sum += size;
        }
        return sum == table.position() - entry.end();
    }

    private @Nullable PxarEntry findByScan(ByteString name) throws IOException {
        var children = children();
        for (PxarEntry child; (child = children.next()) != null; ) {
            int order = child.name().compareTo(name);
            if (order == 0) return child;
            if (order > 0) return null;
        }
        return null;
    }

    /// The children one after the other, in archive order. Their sizes have to fill the
    /// directory without a gap, and the table has to list them. For one thread.
    public final class Children {

        private final ItemInput in =
                new ItemInput(ByteFeed.of(bytes, entry.end()), entry.end(), SCAN_BUFFER);
        private final EntryReader entries = new EntryReader(in, form);
        private long count;
        private long directories;
        private long listed;
        private boolean ascending = true;
        private ByteString lastName = ByteString.EMPTY;

        private Children() {}

        /// The next child, null after the last.
        public @Nullable PxarEntry next() throws IOException {
            if (in.position() == table.position()) {
                checkTable();
                return null;
            }
            var child = checkEnd(entries.read());
            checkOrder(child);
            count++;
            long next = child.end();
            if (child instanceof PxarEntry.Directory directory) {
                directories++;
                listed++;
                next = endOf(directory);
            } else if (mayBeListed()) {
                if (isListed(child)) listed++;
                else if (form != ArchiveForm.STORED) {
                    throw corrupt(
                            table.position(),
                            "a directory table does not list %s rightly".formatted(child.name()));
                }
            }
            in.skip(next - in.position());
            return child;
        }

        private boolean mayBeListed() {
            return form != ArchiveForm.STORED || count <= ArchiveLimits.FULL_TABLE_CHILDREN_MAX;
        }

        private void checkOrder(PxarEntry child) throws IOException {
            int order = child.name().compareTo(lastName);
            lastName = child.name();
            if (order > 0) return;
            if (order == 0 || form == ArchiveForm.STORED) {
                throw corrupt(
                        child.position(),
                        "the name %s is not after the one before it".formatted(child.name()));
            }
            ascending = false;
        }

        private void checkTable() throws IOException {
            boolean complete = mayBeListed()
                    ? listed == count && count == table.count()
                    : directories == table.count();
            if (!complete) {
                throw corrupt(
                        table.position(),
                        "a directory table of %d children ends %d".formatted(table.count(), count));
            }
            if (!ascending && table.hasEqualHashes()) {
                throw corrupt(table.position(), "ends a directory in which a name occurs twice");
            }
        }
    }
}
