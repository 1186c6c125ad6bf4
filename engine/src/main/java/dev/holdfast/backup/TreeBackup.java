package dev.holdfast.backup;

import dev.holdfast.archive.ArchiveSizes;
import dev.holdfast.archive.ArchiveWriter;
import dev.holdfast.archive.Draft;
import dev.holdfast.archive.WrittenArchive;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.repository.ChunkSink;
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
/// An entry that cannot be taken is left out and a notice says so; an exception means that
/// the whole backup cannot go on.
final class TreeBackup {

    /// Longest path that a hard link can name (docs/format/pxar.md, section "HARDLINK").
    private static final int LINK_PATH_MAX = 4096;

    private final Source source;
    private final ArchiveWriter archive;
    private final Consumer<Notice> notices;
    private final BackupProgress progress;
    private final EntryTally tally = new EntryTally();
    private final HardLinks links = new HardLinks();

    TreeBackup(
            Source source,
            ChunkSink sink,
            ArchiveSizes sizes,
            Consumer<Notice> notices,
            BackupProgress progress) {
        this.source = source;
        this.archive = ArchiveWriter.open(sink, sizes);
        this.notices = notices;
        this.progress = progress;
    }

    /// Walks to the end. Returns only if the source said that it was the end.
    WrittenArchive run() throws IOException, InterruptedException {
        int depth = 0;
        boolean whole = false;
        try (var cursor = source.open(notices)) {
            for (var event = cursor.next(); event != null; event = cursor.next()) {
                if (Thread.interrupted()) throw new InterruptedException("backup");
                switch (event) {
                    case SourceEvent.Enter(var directory) -> enter(directory, depth++);
                    case SourceEvent.Item(var entry) -> item(entry);
                    case SourceEvent.Leave _ -> {
                        whole = --depth == 0;
                        if (!whole) archive.entries().endDirectory();
                    }
                }
                archive.drain();
            }
        }
        if (!whole) throw new IllegalStateException("the walk ended inside the tree");
        return archive.finish();
    }

    EntryTally tally() {
        return tally;
    }

    private void enter(SourceEntry directory, int depth) throws IOException {
        var metadata = directory.metadata();
        if (metadata == null) {
            // It vanished in this moment and the notice was given; what the walk has seen
            // of it, and what it may still give, keeps its place.
            metadata = plain(directory.facts());
        }
        if (depth == 0) {
            archive.entries().root(metadata);
        } else {
            archive.entries().directory(directory.name(), metadata);
        }
        tally.directory();
        progress.entry();
    }

    private static Metadata plain(FileFacts facts) {
        return Metadata.plain(facts.mode(), facts.uid(), facts.gid(), facts.mtime());
    }

    private void item(SourceEntry entry) throws IOException, InterruptedException {
        progress.entry();
        var type = entry.facts().type();
        if (type == FileType.REGULAR) {
            file(entry);
            return;
        }
        var metadata = entry.metadata();
        if (metadata == null) return;
        switch (type) {
            case SYMLINK -> {
                var target = entry.target();
                if (target == null) return;
                archive.entries().symlink(entry.name(), metadata, target);
                tally.symlink();
            }
            case BLOCK_DEVICE, CHARACTER_DEVICE -> {
                archive.entries()
                        .device(entry.name(), metadata, entry.deviceMajor(), entry.deviceMinor());
                tally.special();
            }
            case FIFO -> {
                archive.entries().fifo(entry.name(), metadata);
                tally.special();
            }
            case SOCKET -> {
                archive.entries().socket(entry.name(), metadata);
                tally.special();
            }
            case REGULAR, DIRECTORY -> throw new IllegalStateException(type + " is no item here");
        }
        if (entry.facts().links() > 1) {
            notices.accept(new Notice(
                    entry.path(),
                    Notice.Kind.SPECIAL,
                    "has several names; each becomes an entry of its own"));
        }
    }

    private void file(SourceEntry entry) throws IOException, InterruptedException {
        var first = links.find(entry.facts());
        if (first != null) {
            link(entry, first);
            return;
        }
        var taken = read(entry);
        if (taken == null) return;
        long address = archive.payload().keep();
        long size = taken.draft().size();
        long position = archive.entries().reference(entry.name(), taken.metadata(), address, size);
        tally.file(size, PayloadHeader.BYTES + size);
        if (taken.facts().links() > 1) {
            links.add(taken.facts(), entry.path(), position, address, size);
        }
    }

    private void link(SourceEntry entry, HardLinks.First first) throws IOException {
        if (first.path().length() <= LINK_PATH_MAX) {
            archive.entries().hardlink(entry.name(), first.path(), first.position());
            tally.hardLink();
            return;
        }
        var metadata = entry.metadata();
        if (metadata == null) return;
        archive.entries().reference(entry.name(), metadata, first.address(), first.size());
        tally.file(first.size(), 0);
        notices.accept(new Notice(
                entry.path(),
                Notice.Kind.SPECIAL,
                "is another name of a file whose path is too long for a hard link; it becomes a"
                        + " file of its own"));
    }

    /// A content that waits in the payload log, and what its file was when it was opened.
    private record Taken(Draft draft, Metadata metadata, FileFacts facts) {}

    /// Reads a file. If it changes under the reader, or cannot be read, it is read once
    /// more; what is then still wrong becomes a notice.
    private @Nullable Taken read(SourceEntry entry) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == 2;
            try (var content = entry.open()) {
                if (content == null) return null;
                var taken = read(content);
                var change = content.findChange();
                if (change == null) return taken;
                if (last) {
                    notices.accept(new Notice(
                            entry.path(),
                            Notice.Kind.CHANGED,
                            "changed while it was read: it " + change));
                    return taken;
                }
                archive.payload().drop();
            } catch (UnreadableException e) {
                archive.payload().dropIfRead();
                if (last) {
                    notices.accept(new Notice(entry.path(), Notice.Kind.SKIPPED, e.reason()));
                    return null;
                }
            }
        }
    }

    private Taken read(Content content) throws IOException, InterruptedException {
        var metadata = content.metadata();
        var draft = archive.payload().read(content::read);
        tally.read(draft.size());
        progress.read(draft.size());
        return new Taken(draft, metadata, content.facts());
    }
}
