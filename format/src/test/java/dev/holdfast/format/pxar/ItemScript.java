package dev.holdfast.format.pxar;

import dev.holdfast.format.ByteString;
import dev.holdfast.format.ByteWriter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// An archive put together item by item, so that it can be wrong in one place only: tables
/// come out as a proper writer would have written them for what stands there.
final class ItemScript {

    private final ByteWriter out = new ByteWriter();
    private final ArchiveForm form;
    private final Deque<Level> levels = new ArrayDeque<>();
    private long files;

    private static final class Level {
        final long entryPosition;
        final List<Long> starts = new ArrayList<>();
        final List<ByteString> names = new ArrayList<>();
        final List<Boolean> directories = new ArrayList<>();

        Level(long entryPosition) {
            this.entryPosition = entryPosition;
        }
    }

    /// Begins with the version, if the form has one, and the root's entry.
    static ItemScript of(ArchiveForm form) {
        var script = new ItemScript(form);
        if (form != ArchiveForm.V1) script.item(ItemType.FORMAT_VERSION, 2);
        return script.entry(040755).enter(0);
    }

    ItemScript(ArchiveForm form) {
        this.form = form;
    }

    ItemScript item(ItemType type, byte[] content) {
        out.u64(type.code).u64(ItemHeader.BYTES + content.length).bytes(content);
        return this;
    }

    ItemScript item(ItemType type, long... numbers) {
        var content = new ByteWriter();
        for (long number : numbers) content.u64(number);
        return item(type, content.toByteArray());
    }

    /// A header alone, that lies about what follows.
    ItemScript header(ItemType type, long contentSize) {
        out.u64(type.code).u64(ItemHeader.BYTES + contentSize);
        return this;
    }

    ItemScript entry(long mode) {
        return item(ItemType.ENTRY, mode, 0, 0, 0, 0);
    }

    ItemScript name(String name) {
        var level = levels.element();
        level.starts.add((long) out.size());
        level.names.add(ByteString.utf8(name));
        level.directories.add(false);
        return item(ItemType.FILENAME, ByteString.utf8(name + "\0").toByteArray());
    }

    /// A whole file of the form, without content.
    ItemScript file(String name) {
        name(name).entry(0100644);
        return form == ArchiveForm.V1
                ? item(ItemType.PAYLOAD)
                : item(ItemType.PAYLOAD_REF, 16L * ++files, 0);
    }

    /// Opens a directory whose ENTRY was written last, at `entryPosition`.
    ItemScript enter(long entryPosition) {
        if (!levels.isEmpty()) {
            var directories = levels.element().directories;
            directories.set(directories.size() - 1, true);
        }
        levels.push(new Level(entryPosition));
        return this;
    }

    ItemScript directory(String name) {
        name(name);
        long entryPosition = out.size();
        return entry(040755).enter(entryPosition);
    }

    /// Ends the innermost directory with its table.
    ItemScript goodbye() {
        var level = levels.pop();
        var children = new ChildTable(form);
        long table = out.size();
        for (int i = 0; i < level.starts.size(); i++) {
            long start = level.starts.get(i);
            long end = i + 1 < level.starts.size() ? level.starts.get(i + 1) : table;
            long hash = SipHash.ofName(level.names.get(i));
            children.add(hash, start, end - start, 0, level.directories.get(i));
        }
        header(ItemType.GOODBYE, children.itemSize() - ItemHeader.BYTES);
        var order = children.byHash();
        for (int rank : TreeOrder.ranks(order.length)) {
            int child = order[rank];
            out.u64(children.hash(child)).u64(table - children.position(child));
            out.u64(children.size(child));
        }
        out.u64(ItemType.TABLE_TAIL_MARKER);
        out.u64(table - level.entryPosition).u64(children.itemSize());
        return this;
    }

    long position() {
        return out.size();
    }

    /// The archive, after ending every directory.
    ArchiveBytes archive() {
        while (!levels.isEmpty()) goodbye();
        return new ArchiveBytes(ByteString.of(out.toByteArray()), null, form == ArchiveForm.STORED);
    }
}
