package dev.holdfast.backup;

import dev.holdfast.archive.ArchiveWriter;
import dev.holdfast.archive.Draft;
import dev.holdfast.archive.WrittenArchive;
import dev.holdfast.format.pxar.FileType;
import dev.holdfast.format.pxar.Metadata;
import dev.holdfast.format.pxar.PayloadHeader;
import dev.holdfast.format.pxar.PxarEntry;
import dev.holdfast.source.Content;
import dev.holdfast.source.FileFacts;
import dev.holdfast.source.HardLinks;
import dev.holdfast.source.Notice;
import dev.holdfast.source.Source;
import dev.holdfast.source.SourceEntry;
import dev.holdfast.source.UnreadableException;
import dev.holdfast.tree.Merge;
import dev.holdfast.tree.Step;
import dev.holdfast.tree.Walk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Consumer;

/// Walks a source once, beside the backup before it if there is one, and writes its archive.
/// For one thread.
///
/// An entry that cannot be taken is left out and a notice says so; an exception means that
/// the whole backup cannot go on.
final class TreeBackup {

    /// Longest path that a hard link can name (docs/format/pxar.md, section "HARDLINK").
    private static final int LINK_PATH_MAX = 4096;

    private final Source source;
    private final ArchiveWriter archive;
    private final @Nullable Past past;
    private final Traces traces;
    private final Consumer<Notice> notices;
    private final BackupProgress progress;
    private final EntryTally tally = new EntryTally();
    private final HardLinks links = new HardLinks();

    TreeBackup(
            Source source,
            ArchiveWriter archive,
            @Nullable Past past,
            Traces traces,
            BackupProgress progress) {
        this.source = source;
        this.archive = archive;
        this.past = past;
        this.traces = traces;
        this.notices = traces;
        this.progress = progress;
    }

    /// Walks to the end. Returns only if the source said that it was the end.
    WrittenArchive run() throws IOException, InterruptedException {
        int depth = 0;
        boolean whole = false;
        try (var cursor = source.open(notices)) {
            var now = new SourceWalk(cursor);
            var merge = new Merge(now, past == null ? Walk.NONE : past.walk());
            for (var side = merge.next(); side != null; side = merge.next()) {
                if (Thread.interrupted()) throw new InterruptedException("backup");
                if (side == Merge.Side.RIGHT) {
                    if (past != null && past.walk().step() != Step.LEAVE) tally.gone();
                    continue;
                }
                var then = side == Merge.Side.BOTH ? past : null;
                switch (now.step()) {
                    case ENTER -> enter(now.entry(), then, depth++);
                    case ITEM -> item(now.entry(), then);
                    case LEAVE -> {
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

    private void enter(SourceEntry directory, @Nullable Past then, int depth) throws IOException {
        traces.begin();
        if (depth > 0 && copySame(directory, then)) {
            tally.directory();
            progress.entry();
            return;
        }
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
        traces.entry(directory.facts());
        tally.directory();
        progress.entry();
    }

    /// Copies an entry without content as it was, if it is.
    private boolean copySame(SourceEntry entry, @Nullable Past then) throws IOException {
        if (then == null || !then.isSame(entry.facts())) return false;
        var before = then.walk().entry();
        if (before instanceof PxarEntry.Hardlink || before instanceof PxarEntry.RegularFile) {
            return false;
        }
        if (FileType.ofMode(metadataOf(before).mode()) != entry.facts().type()) return false;
        archive.entries().copy(before, then.walk().encoded());
        traces.entry(entry.facts());
        return true;
    }

    private static Metadata metadataOf(PxarEntry entry) {
        return switch (entry) {
            case PxarEntry.Directory directory -> directory.metadata();
            case PxarEntry.RegularFile file -> file.metadata();
            case PxarEntry.Symlink link -> link.metadata();
            case PxarEntry.Device device -> device.metadata();
            case PxarEntry.Fifo fifo -> fifo.metadata();
            case PxarEntry.Socket socket -> socket.metadata();
            case PxarEntry.Hardlink _ -> throw new IllegalStateException("a link has no metadata");
        };
    }

    private static Metadata plain(FileFacts facts) {
        return Metadata.plain(facts.mode(), facts.uid(), facts.gid(), facts.mtime());
    }

    private void item(SourceEntry entry, @Nullable Past then)
            throws IOException, InterruptedException {
        progress.entry();
        traces.begin();
        var type = entry.facts().type();
        if (type == FileType.REGULAR) {
            file(entry, then);
            return;
        }
        if (!copySame(entry, then)) {
            var metadata = entry.metadata();
            if (metadata == null || !write(entry, metadata)) return;
            tellNames(entry);
            traces.entry(entry.facts());
        }
        if (type == FileType.SYMLINK) {
            tally.symlink();
        } else {
            tally.special();
        }
    }

    /// False if it is gone, and then the notice was given.
    private boolean write(SourceEntry entry, Metadata metadata) throws IOException {
        var name = entry.name();
        switch (entry.facts().type()) {
            case SYMLINK -> {
                var target = entry.target();
                if (target == null) return false;
                archive.entries().symlink(name, metadata, target);
            }
            case BLOCK_DEVICE, CHARACTER_DEVICE ->
                archive.entries().device(name, metadata, entry.deviceMajor(), entry.deviceMinor());
            case FIFO -> archive.entries().fifo(name, metadata);
            case SOCKET -> archive.entries().socket(name, metadata);
            case REGULAR, DIRECTORY ->
                throw new IllegalStateException(entry.facts().type() + " is no item here");
        }
        return true;
    }

    private void tellNames(SourceEntry entry) {
        if (entry.facts().links() < 2) return;
        notices.accept(new Notice(
                entry.path(),
                Notice.Kind.SPECIAL,
                "has several names; each becomes an entry of its own"));
    }

    private void file(SourceEntry entry, @Nullable Past then)
            throws IOException, InterruptedException {
        var first = links.find(entry.facts());
        if (first != null) {
            link(entry, first);
            return;
        }
        var verdict = judge(entry, then != null);
        if (verdict.change() == Change.NONE && then != null && keep(entry, verdict.address())) {
            var before = then.walk().entry();
            long position = archive.entries().copy(before, then.walk().encoded());
            written(entry.facts(), entry, verdict, position, entry.facts().size());
            return;
        }
        var change = switch (verdict.change()) {
            case NONE -> Change.LOST;
            case METADATA -> touch(entry, verdict);
            default -> verdict.change();
        };
        if (change.isRead()) take(entry, change);
    }

    private Past.Verdict judge(SourceEntry entry, boolean known) throws IOException {
        return past == null ? Past.Verdict.NEW : past.judge(entry.facts(), known);
    }

    /// Takes over a content from the log of the backup before; false if that has no check
    /// of it.
    private boolean keep(SourceEntry entry, long address) throws IOException {
        if (past == null || !archive.keep(address)) return false;
        past.log().use(address, entry.facts().size());
        return true;
    }

    /// Writes an entry anew without reading its content, or says why that has to be read.
    private Change touch(SourceEntry entry, Past.Verdict verdict)
            throws IOException, InterruptedException {
        try (var content = entry.open()) {
            if (content == null) return Change.METADATA;
            var facts = entry.facts();
            if (!content.facts().equals(facts)) return Change.MTIME;
            if (!keep(entry, verdict.address())) return Change.LOST;
            long position = archive.entries()
                    .reference(entry.name(), content.metadata(), verdict.address(), facts.size());
            written(facts, entry, verdict, position, facts.size());
            return Change.METADATA;
        }
    }

    /// Reads a file and writes its entry.
    private void take(SourceEntry entry, Change change) throws IOException, InterruptedException {
        var taken = read(entry);
        if (taken == null) return;
        long address = archive.payload().keep();
        long size = taken.draft().size();
        long position = archive.entries().reference(entry.name(), taken.metadata(), address, size);
        written(taken.facts(), entry, new Past.Verdict(change, address), position, size);
    }

    private void written(
            FileFacts facts, SourceEntry entry, Past.Verdict verdict, long position, long size)
            throws IOException {
        tally.file(verdict.change(), size, PayloadHeader.BYTES + size);
        traces.file(entry, facts, verdict.change(), size, verdict.address());
        if (facts.links() > 1) {
            links.add(facts, entry.path(), position, verdict.address(), size);
        }
    }

    private void link(SourceEntry entry, HardLinks.First first) throws IOException {
        if (first.path().length() <= LINK_PATH_MAX) {
            archive.entries().hardlink(entry.name(), first.path(), first.position());
            traces.link();
            tally.hardLink();
            return;
        }
        var metadata = entry.metadata();
        if (metadata == null) return;
        archive.entries().reference(entry.name(), metadata, first.address(), first.size());
        tally.file(Change.METADATA, first.size(), 0);
        traces.twin();
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
