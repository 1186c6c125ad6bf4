package dev.holdfast.pxar;

import dev.holdfast.format.pxar.ByteSink;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.source.Content;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.HardLinks;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.SourceEvent;
import dev.holdfast.source.UnreadableException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Consumer;

/// Walks a source once and writes its archive. For one thread.
///
/// pxar has a file's size before its content, and what is written cannot be taken back, so a
/// file is read once: as it was long when it was opened. If it has become shorter, zeros
/// stand for what is gone; if it has grown, what was added is left out. A notice says so.
///
/// Outputs that are [ArchiveOutput]s may lie in the tree; they do not get into the archive.
public final class ArchiveCreation {

    /// Longest path that a hard link can name (docs/format/pxar.md, section "HARDLINK").
    private static final int LINK_PATH_MAX = 4096;

    private final EntryWriter writer;
    private final ByteSink archive;
    private final @Nullable ByteSink payload;
    private final Consumer<Notice> notices;
    private final HardLinks links = new HardLinks();
    private final byte[] buffer = new byte[1 << 17];
    private final byte[] zeros = new byte[1 << 12];
    private long entries;
    private long content;

    private ArchiveCreation(ByteSink archive, @Nullable ByteSink payload, Consumer<Notice> notices)
            throws IOException {
        this.writer = EntryWriter.open(archive, payload);
        this.archive = archive;
        this.payload = payload;
        this.notices = notices;
    }

    /// Writes version 1 to `archive`, or with a `payload` the two files of a split archive.
    public static CreatedArchive run(
            Source source, ByteSink archive, @Nullable ByteSink payload, Consumer<Notice> notices)
            throws IOException, InterruptedException {
        var creation = new ArchiveCreation(archive, payload, notices);
        creation.walk(source);
        return new CreatedArchive(creation.entries, creation.content);
    }

    private void walk(Source source) throws IOException, InterruptedException {
        int depth = 0;
        try (var cursor = source.open(notices)) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                if (Thread.interrupted()) throw new InterruptedException("pxar create");
                switch (event) {
                    case SourceEvent.Enter(var directory) -> enter(directory, depth++);
                    case SourceEvent.Item(var entry) -> item(entry);
                    case SourceEvent.Leave _ -> {
                        if (--depth > 0) writer.entries.endDirectory();
                    }
                }
            }
        }
        if (depth != 0) throw new IllegalStateException("the walk ended inside the tree");
        writer.finish();
    }

    private void enter(SourceEntry directory, int depth) throws IOException {
        var metadata = directory.metadata();
        // If it vanished in this moment, its place is kept; the notice was given.
        if (metadata == null) metadata = plain(directory.facts());
        if (depth == 0) writer.entries.root(metadata);
        else writer.entries.directory(directory.name(), metadata);
        entries++;
    }

    private static Metadata plain(FileFacts facts) {
        return Metadata.plain(facts.mode(), facts.uid(), facts.gid(), facts.mtime());
    }

    private void item(SourceEntry entry) throws IOException, InterruptedException {
        var type = entry.facts().type();
        if (type == FileType.REGULAR) {
            file(entry);
            return;
        }
        var metadata = entry.metadata();
        if (metadata == null) return;
        var out = writer.entries;
        switch (type) {
            case SYMLINK -> {
                var target = entry.target();
                if (target == null) return;
                out.symlink(entry.name(), metadata, target);
            }
            case BLOCK_DEVICE, CHARACTER_DEVICE ->
                out.device(entry.name(), metadata, entry.deviceMajor(), entry.deviceMinor());
            case FIFO -> out.fifo(entry.name(), metadata);
            case SOCKET -> out.socket(entry.name(), metadata);
            case REGULAR, DIRECTORY -> throw new IllegalStateException(type + " is no item here");
        }
        if (entry.facts().links() > 1) {
            var detail = "has several names; each becomes an entry of its own";
            tell(entry, Notice.Kind.SPECIAL, detail);
        }
        entries++;
    }

    private void file(SourceEntry entry) throws IOException, InterruptedException {
        if (isOutput(entry.facts(), archive) || isOutput(entry.facts(), payload)) {
            tell(entry, Notice.Kind.SPECIAL, "is the archive that is being written");
            return;
        }
        var first = links.find(entry.facts());
        if (first != null && first.path().length() <= LINK_PATH_MAX) {
            writer.entries.hardlink(entry.name(), first.path(), first.position());
            entries++;
            return;
        }
        if (first != null) {
            tell(
                    entry,
                    Notice.Kind.SPECIAL,
                    "is another name of a file whose path is too long for a hard link; it becomes"
                            + " a file of its own");
        }
        try (var opened = entry.open()) {
            if (opened == null) return;
            var facts = opened.facts();
            long position = writer.file(entry.name(), opened.metadata(), facts.size());
            links.add(facts, entry.path(), position, 0, facts.size());
            entries++;
            content += facts.size();
            copy(entry, opened, facts.size());
        }
    }

    private static boolean isOutput(FileFacts facts, @Nullable ByteSink output) {
        return output instanceof ArchiveOutput file
                && file.inode() == facts.inode()
                && file.device() == facts.device();
    }

    /// Writes exactly `size` bytes, whatever becomes of the file.
    private void copy(SourceEntry entry, Content opened, long size)
            throws IOException, InterruptedException {
        long left = size;
        try {
            while (left > 0) {
                if (Thread.interrupted()) throw new InterruptedException("pxar create");
                int count = opened.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) break;
                writer.content(buffer, 0, count);
                left -= count;
            }
            var change = opened.findChange();
            if (change != null) {
                tell(entry, Notice.Kind.CHANGED, "changed while it was read: it " + change);
            }
        } catch (UnreadableException e) {
            tell(entry, Notice.Kind.TRUNCATED, e.reason());
        }
        if (left == 0) return;
        tell(
                entry,
                Notice.Kind.TRUNCATED,
                "its last %,d bytes could not be read and are zeros in the archive"
                        .formatted(left));
        for (; left > 0; left -= Math.min(zeros.length, left)) {
            writer.content(zeros, 0, (int) Math.min(zeros.length, left));
        }
    }

    private void tell(SourceEntry entry, Notice.Kind kind, String detail) {
        notices.accept(new Notice(entry.path(), kind, detail));
    }
}
